import { readdirSync, readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What this process holds of the system. Linux alone tells; elsewhere there is nothing to compare. */
const CAN_TELL = process.platform === 'linux';

/** Files, sockets and pipes that are open. */
export function openHandles(): number {
  return CAN_TELL ? readdirSync('/proc/self/fd').length : 0;
}

/** Ids of the processes that it has started and that are still there, ended ones that nobody collected included. */
export function children(): string[] {
  if (!CAN_TELL) return [];
  return readdirSync('/proc/self/task').flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
}

/** Memory that is not garbage, in bytes. */
export function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  return process.memoryUsage.rss();
}
