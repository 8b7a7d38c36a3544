import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, wherever Node runs. */
const TICKS_PER_SEC = 100;

/** CPU seconds that a process has used, and its children, those that have ended included. Linux alone tells. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The name, in brackets, may hold spaces. What follows begins with the third field.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SEC;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

/** Memory that a process holds, in MB. */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '0';
  return (Number(kib) * 1024) / 1e6;
}

/** Command lines of all processes with this in their environment; those of this user alone can be told. */
export function processesWith(text: string): string[] {
  const pids = (existsSync('/proc') ? readdirSync('/proc') : []).filter(
    (name) => /^\d+$/.test(name) && Number(name) !== process.pid,
  );
  return pids
    .filter((pid) => read(`/proc/${pid}/environ`).includes(text))
    .map((pid) => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));
}

export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** A file of `/proc` as text, empty where the process has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
