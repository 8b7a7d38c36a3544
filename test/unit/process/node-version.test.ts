import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OLDEST_NODE, tooOldSentence } from '../../../src/process/node-version.js';
import { packageRoot } from '../../../src/process/package-root.js';

const root = packageRoot();
const textOf = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

it('asks for the Node.js that every package.json of this project asks for', () => {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name));
  for (const folder of ['.', ...packages]) {
    const { engines } = JSON.parse(textOf(folder, 'package.json')) as { engines: { node: string } };
    expect(engines.node).toBe(`>=${OLDEST_NODE}`);
  }
});

it.each(['12.22.12', '18.20.8', '20.9.0', '20.18.3'])('calls %s too old', (version) => {
  expect(tooOldSentence(version)).toBe(
    `Overtone needs Node.js ${OLDEST_NODE} or newer, and this is ${version}. Get one from https://nodejs.org.`,
  );
});

it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0', '26.0.0-nightly2027'])('takes %s', (version) => {
  expect(tooOldSentence(version)).toBeUndefined();
});

it.each(readdirSync(join(root, 'src', 'bin')).filter((name) => name.endsWith('.ts')))(
  'is told by %s before anything is loaded that an old Node.js cannot read',
  (door) => {
    const loadedAtOnce = (...path: string[]) =>
      [...textOf(...path).matchAll(/^import [^;]*? from '([^']+)'/gm)].map(([, what]) => what);
    expect(loadedAtOnce('src', 'bin', door)).toEqual(['../process/run-script.js']);
    expect(loadedAtOnce('src', 'process', 'run-script.ts')).toEqual(['./node-version.js']);
    expect(loadedAtOnce('src', 'process', 'node-version.ts')).toEqual([]);
  },
);
