/** Address space of one ffmpeg, in KiB. A decoder needs some tens of MB; 96 kHz with six channels, 150 MB. */
const MAX_ADDRESS_SPACE_KIB = 1024 ** 2;
/** Files that it may have open: its libraries, one input, three pipes. */
const MAX_OPEN_FILES = 64;

/**
 * Exit codes of a shell that cannot become the program: not executable, not found.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_08_02
 */
export const CANNOT_START: readonly (number | null)[] = [126, 127];

export interface LimitedCommand {
  command: string;
  args: string[];
}

/**
 * The same command under the system's own limits, which hold whatever a forged file makes of a decoder: memory,
 * processor time, open files, no file written and no memory dumped. A shell sets them on itself and then becomes the
 * program. What a system does not limit is left out, such as macOS memory; Windows has no such shell.
 *
 * @param cpuSec - Processor time, in whole seconds; the system then ends the process with SIGXCPU.
 */
export function limited(
  command: string,
  args: readonly string[],
  { cpuSec, platform = process.platform }: { cpuSec: number; platform?: NodeJS.Platform },
): LimitedCommand {
  if (platform === 'win32') return { command, args: [...args] };
  const limits = [
    `-v ${MAX_ADDRESS_SPACE_KIB}`,
    `-S -t ${cpuSec}`,
    `-H -t ${cpuSec + 1}`,
    `-n ${MAX_OPEN_FILES}`,
    '-f 0',
    '-c 0',
  ];
  const script = [...limits.map((limit) => `ulimit ${limit} 2>/dev/null`), 'exec "$0" "$@"'].join('; ');
  return { command: '/bin/sh', args: ['-c', script, command, ...args] };
}
