import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds of the system. Linux alone tells; elsewhere there is nothing to compare. */
const CAN_TELL = process.platform === 'linux';

/** Files, sockets and pipes that are open. */
export function openHandles(): number {
  return CAN_TELL ? readdirSync('/proc/self/fd').length : 0;
}

/**
 * Ids of the processes that it has started, itself or through the one that starts ffmpeg and stays for the next, and that
 * are still there, ended ones that nobody collected included.
 */
export function children(of = 'self'): string[] {
  if (!CAN_TELL) return [];
  const own = readdirSync(`/proc/${of}/task`).flatMap((thread) =>
    readFileSync(`/proc/${of}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return own.flatMap((child) => (isOneOf(STAYING, child) ? children(child) : [child]));
}

/** The one that starts ffmpeg, and what reads TypeScript for it in tests. */
const STAYING = /launcher-process|esbuild/;

const isOneOf = (programs: RegExp, pid: string): boolean =>
  programs.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));

/** Memory that is not garbage, in bytes. */
export function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage.rss();
}
