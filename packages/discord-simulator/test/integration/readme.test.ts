import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../..', import.meta.url));

it('has an example in its README that runs, and says what it says there', async () => {
  const readme = await readFile(`${folder}/README.md`, 'utf8');
  const example = /```js\n([^]*?)```/.exec(readme)![1]!;
  const said = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text!);
  const args = ['--import', 'tsx', '--conditions=@overtone/source', '--input-type=module', '--eval', example];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect(said.length).toBeGreaterThan(0);
  expect(stdout.trim().split('\n')).toEqual(said);
});
