import { existsSync } from 'node:fs';

/** Where Debian and most others keep util-linux's program; other systems have none. */
const PRLIMIT = '/usr/bin/prlimit';

/** Address space of one ffmpeg, in bytes. A decoder needs some tens of MB; 96 kHz with six channels, 150 MB. */
const MAX_ADDRESS_SPACE_BYTES = 1024 ** 3;
/** Files that it may have open: its libraries, one input, three pipes. */
const MAX_OPEN_FILES = 64;

/**
 * What prlimit ends with where it cannot start the program: not executable, not found.
 *
 * @see https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
export const CANNOT_START: readonly (number | null)[] = [126, 127];

export interface LimitedCommand {
  command: string;
  args: string[];
}

/**
 * Puts the system's own limits before a command, where there are such: memory, processor time, open files, no file
 * written and no memory dumped. They hold whatever a forged file makes of a decoder.
 *
 * @param cpuSec - Processor time, in seconds; the system then ends the process with SIGXCPU.
 */
export function limited(
  command: string,
  args: readonly string[],
  { cpuSec, prlimit = PRLIMIT }: { cpuSec: number; prlimit?: string },
): LimitedCommand {
  if (process.platform !== 'linux' || !existsSync(prlimit)) return { command, args: [...args] };
  const limits = [
    `--as=${MAX_ADDRESS_SPACE_BYTES}`,
    `--cpu=${Math.ceil(cpuSec)}:${Math.ceil(cpuSec) + 1}`,
    `--nofile=${MAX_OPEN_FILES}`,
    '--fsize=0',
    '--core=0',
  ];
  return { command: prlimit, args: [...limits, '--', command, ...args] };
}
