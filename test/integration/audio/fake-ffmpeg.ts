import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FakeFfmpeg {
  path: string;
  /** Process ids of all that were started so far. */
  pids(): Promise<number[]>;
}

/** A shell script in place of ffmpeg, for what the real one seldom does. */
export async function fakeFfmpeg(folder: string, body: string): Promise<FakeFfmpeg> {
  const path = join(folder, `fake-ffmpeg-${performance.now()}`);
  const pidFolder = `${path}.pids`;
  await mkdir(pidFolder);
  // The fake may write files as little as ffmpeg may; a folder says that it ran.
  await writeFile(path, `#!/bin/sh\nmkdir '${pidFolder}/'$$\n${body}\n`);
  await chmod(path, 0o755);
  return {
    path,
    async pids() {
      return (await readdir(pidFolder)).map(Number);
    },
  };
}

/** Whether a process of that id exists, be it only as a zombie. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until something is so, at most 10 seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1000; i += 1) {
    if (await isSo()) return;
    await sleep(10);
  }
  throw new Error('waited in vain');
}

/** Children and their pipes that this process holds open. */
export function heldByChildren(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(ProcessWrap|PipeWrap)$/.test(name)).length;
}
