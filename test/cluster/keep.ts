import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../src/process/package-root.js';

/** Keeps what was found in `test-output`, for the documentation to quote. */
export async function keep(name: string, facts: unknown): Promise<void> {
  const folder = join(packageRoot(), 'test-output');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `${JSON.stringify(facts, undefined, 2)}\n`);
}
