import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of this test's own, removed when it ends. */
export async function tempDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'overtone-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}
