import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpegForTests } from './ffmpeg-clips.js';
import { tempDir } from './temp-dir.js';

/** The usual ffmpeg, which takes its time; {@link isCalled} tells whether it has begun. */
export async function slowFfmpeg(seconds: number): Promise<string> {
  const path = join(await tempDir(), 'ffmpeg');
  const real = await ffmpegForTests();
  const script = `[ "$1" = -version ] || { : > "$0.called"; sleep ${seconds}; }\nexec "${real}" "$@"`;
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** @param path - Of a {@link slowFfmpeg}. */
export const isCalled = (path: string) => existsSync(`${path}.called`);
