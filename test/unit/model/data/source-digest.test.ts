import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sourceDigest, sourcesOf } from '../../../../model/data/source-digest.js';

const ENTRY = "import { b } from './b.js';\nimport type { C } from './c.js';\nexport const a: C = b;\n";

/** The digest of a module that imports a value and a type from others, each with the text that is given. */
async function digestOf(texts: { a?: string; b?: string; c?: string } = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'overtone-sources-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const { a = ENTRY, b = 'export const b = 1;\n', c = 'export type C = number;\n' } = texts;
  await writeFile(join(dir, 'a.ts'), a);
  await writeFile(join(dir, 'b.ts'), b);
  await writeFile(join(dir, 'c.ts'), c);
  const sources = await sourcesOf(pathToFileURL(join(dir, 'a.ts')));
  expect([...sources.keys()].some((name) => name.endsWith('c.ts'))).toBe(false);
  return JSON.stringify([...sources.values()]);
}

describe('the sources of a module', () => {
  it('change with its own code and with that of what it imports', async () => {
    const before = await digestOf();
    expect(await digestOf()).toBe(before);
    expect(await digestOf({ a: ENTRY.replace('= b', '= b + 1') })).not.toBe(before);
    expect(await digestOf({ b: 'export const b = 2;\n' })).not.toBe(before);
  });

  it('do not change with comments and types', async () => {
    const before = await digestOf();
    expect(await digestOf({ b: '/** One. */\nexport const b = 1; // still\n' })).toBe(before);
    expect(await digestOf({ b: 'export const b: number = 1;\n' })).toBe(before);
    expect(await digestOf({ c: 'export type C = 1 | 2;\n' })).toBe(before);
  });

  it('must all be there', async () => {
    await expect(digestOf({ b: "export { b } from './absent.js';\n" })).rejects.toThrow(/absent/);
  });
});

it('a digest is of all modules and of packages with their versions, the same each time', async () => {
  const entry = new URL('../../../../model/data/description-worker.ts', import.meta.url);
  const sources = await sourcesOf(entry);
  expect(sources.get('src/features/spectra.ts')).toContain('hann');
  expect(sources.get('meyda')).toMatch(/^\d+\.\d+\.\d+/);
  const digest = await sourceDigest(entry);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await sourceDigest(entry)).toBe(digest);
});
