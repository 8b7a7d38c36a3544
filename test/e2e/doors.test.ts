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

it('what has failed ends, whatever is still open', async () => {
  const program = `import { runScript } from './dist/src/process/run-script.js';
    setInterval(() => undefined, 1000);
    const cause = new AggregateError([new Error('refused at ::1'), new Error('refused at 127.0.0.1')]);
    const main = () => Promise.reject(new Error('it cannot start', { cause }));
    runScript(() => Promise.resolve({ main }));`;
  const end = run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    timeout: 10_000,
  });
  await expect(end).rejects.toMatchObject({
    code: 1,
    stderr: 'it cannot start\nError: refused at ::1; Error: refused at 127.0.0.1\n',
  });
});
