import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { environment } from '../helpers/bot-process.js';

const run = promisify(execFile);
const root = packageRoot();
const doors = readdirSync(join(root, 'src', 'bin'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replace(/ts$/, 'js'));

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

/** Makes this Node.js say that it is an older one. */
const ASSUMED_OLD =
  "data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })";

it.each(doors)('%s tells an old Node.js from a new one', async (door) => {
  const args = ['--import', ASSUMED_OLD, join('dist', 'src', 'bin', door)];
  await expect(run(process.execPath, args, { cwd: root, env: environment })).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^Overtone needs Node\.js [\d.]+ or newer, and this is 18\.20\.8\..*\n$/,
    ) as string,
  });
});
