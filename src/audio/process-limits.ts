export interface ProcessLimits {
  /** Address space, in bytes. */
  memoryBytes: number;
  /** Time that it may keep processors busy, in whole seconds. */
  cpuSec: number;
}

export interface Program {
  command: string;
  args: readonly string[];
}

/** What a shell exits with when it cannot become the program: it may not run it, or there is none. */
const CANNOT_RUN: ReadonlySet<number | null> = new Set([126, 127]);

/**
 * The same program under limits that the system itself enforces.
 *
 * A POSIX shell sets them on itself and then becomes the program, so that process id and pipes stay the program's.
 * A limit that the system lacks, as macOS does for address space, is left out. Windows has no such shell: there,
 * only the limits that we enforce hold.
 */
export function underLimits({ command, args }: Program, { memoryBytes, cpuSec }: ProcessLimits): Program {
  if (process.platform === 'win32') return { command, args };
  const setLimits = `ulimit -v ${Math.ceil(memoryBytes / 1024)} 2>/dev/null; ulimit -t ${cpuSec} 2>/dev/null`;
  return { command: '/bin/sh', args: ['-c', `${setLimits}; exec "$0" "$@"`, command, ...args] };
}

/** Whether a program that ran under limits proved not to be there. */
export function couldNotRun(exitCode: number | null): boolean {
  return process.platform !== 'win32' && CANNOT_RUN.has(exitCode);
}
