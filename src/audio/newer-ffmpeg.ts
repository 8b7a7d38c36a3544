import { readFile } from 'node:fs/promises';

/** How to install a current ffmpeg, by `process.platform` or, on Linux, by a name in `/etc/os-release`. */
const INSTALLED_BY: Readonly<Record<string, string>> = {
  debian: 'sudo apt install ffmpeg',
  fedora: 'sudo dnf install ffmpeg-free',
  darwin: 'brew install ffmpeg',
  win32: 'winget install Gyan.FFmpeg',
};

/**
 * Says in one sentence how to get a newer ffmpeg on this system.
 *
 * @param options.osRelease - What `/etc/os-release` says. Default: this machine's, where there is one.
 */
export async function newerFfmpeg({
  platform = process.platform,
  osRelease,
}: { platform?: NodeJS.Platform; osRelease?: string } = {}): Promise<string> {
  const names = platform === 'linux' ? linuxNames(osRelease ?? (await readOsRelease())) : [platform];
  const command = names.map((name) => INSTALLED_BY[name]).find((known) => known !== undefined);
  const how = command ?? 'install the ffmpeg that your system offers';
  return `${how}, or set FFMPEG_PATH to one, and start again`;
}

const readOsRelease = () => readFile('/etc/os-release', 'utf8').catch(() => '');

/** The distribution's own name, then those that it is like: `linuxmint`, `ubuntu`, `debian`. */
function linuxNames(osRelease: string): string[] {
  const valueOf = (key: string) => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  return `${valueOf('ID')} ${valueOf('ID_LIKE')}`.split(/\s+/);
}
