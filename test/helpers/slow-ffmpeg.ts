import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegForTests } from './ffmpeg-clips.js';
import { tempDir } from './temp-dir.js';

/** The usual ffmpeg, which takes its time. */
export async function slowFfmpeg(seconds: number): Promise<string> {
  const path = join(await tempDir(), 'ffmpeg');
  const real = await ffmpegForTests();
  const script = `[ "$1" = -version ] || sleep ${seconds}\nexec "${real}" "$@"`;
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
