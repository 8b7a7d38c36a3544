import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sourcesOf } from '../../../../model/data/source-digest.js';
import { packageRoot } from '../../../../src/process/package-root.js';
import { temporaryFolder } from '../../../helpers/toy-model.js';

const ROOT = packageRoot();

/** The project's own modules that Node loads with one, as the engine's own record of what ran has them. */
async function loadedWith(entry: URL): Promise<string[]> {
  const dir = await temporaryFolder();
  await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', `await import(${JSON.stringify(entry.href)})`],
    { cwd: ROOT, env: { ...process.env, NODE_V8_COVERAGE: dir } },
  );
  const reports = await Promise.all(
    (await readdir(dir)).map(async (name) => JSON.parse(await readFile(join(dir, name), 'utf8')) as Report),
  );
  const files = reports
    .flatMap(({ result }) => result)
    .filter(({ url }) => url.startsWith('file:') && !url.includes('node_modules'))
    .map(({ url }) => relative(ROOT, fileURLToPath(url.replace(/\?.*$/, ''))));
  return [...new Set(files)].map((file) => file.split(sep).join('/')).filter((file) => file.endsWith('.ts'));
}

interface Report {
  result: { url: string }[];
}

it.each(['model/data/description-worker.ts', 'model/training/statistics-setup.ts'])(
  'the sources of %s are all that Node loads with it',
  async (file) => {
    const entry = new URL(`../../../../${file}`, import.meta.url);
    const [sources, loaded] = [await sourcesOf(entry), await loadedWith(entry)];
    expect(loaded).toContain(file);
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.filter((each) => !sources.has(each))).toEqual([]);
  },
);
