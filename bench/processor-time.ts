import { readdir, readFile } from 'node:fs/promises';

/** Linux counts a process' time in these for its readers, whatever its own clock does. */
const TICKS_PER_SECOND = 100;

/**
 * Processor time that a process has taken so far, with all that it has started, in seconds: of processes that have
 * ended, what their parents waited for.
 *
 * @returns `undefined` where the system does not tell.
 */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  const processes = await allProcesses().catch(() => []);
  if (!processes.some((process) => process.pid === pid)) return undefined;
  const withDescendants = (parent: number): number =>
    processes.reduce(
      (sum, process) =>
        sum +
        (process.pid === parent ? process.ticks : 0) +
        (process.parent === parent ? withDescendants(process.pid) : 0),
      0,
    );
  return withDescendants(pid) / TICKS_PER_SECOND;
}

async function allProcesses(): Promise<{ pid: number; parent: number; ticks: number }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      // It may have ended since.
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
      return stat === undefined ? [] : [parseStat(stat)];
    }),
  );
  return found.flat();
}

/** A line of `/proc/PID/stat`. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function parseStat(stat: string): { pid: number; parent: number; ticks: number } {
  // The name, in brackets, may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), ticks };
}
