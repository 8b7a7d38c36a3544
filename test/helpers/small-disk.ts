import { execFile } from 'node:child_process';
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, type TestContext } from 'vitest';

const run = promisify(execFile);

/** A file system in memory of a test's own. */
export interface SmallDisk {
  path: string;
  /** Takes all room but so many bytes, rounded down to whole blocks. */
  fill(leaveBytes: number): Promise<void>;
  /** Gives that room back. */
  clear(): Promise<void>;
  /** From now on nothing can be written. */
  makeReadOnly(): Promise<void>;
}

/** Mounts one, or skips the test where that is not allowed: it takes Linux and the rights of root. */
export async function smallDisk({ skip }: TestContext, bytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'overtone-disk-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  const mount = (options: string) => run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
  await mount(`size=${bytes}`).catch(() => skip('mounting a file system is not allowed here'));
  onTestFinished(async () => {
    await run('umount', ['--lazy', path]);
  });
  const ballast = join(path, 'ballast');
  const clear = () => rm(ballast, { force: true });
  return {
    path,
    clear,
    async fill(leaveBytes) {
      await clear();
      const { bavail, bsize } = await statfs(path);
      await writeFile(ballast, Buffer.alloc(Math.max(0, (bavail - Math.floor(leaveBytes / bsize)) * bsize)));
    },
    async makeReadOnly() {
      await mount('remount,ro');
    },
  };
}
