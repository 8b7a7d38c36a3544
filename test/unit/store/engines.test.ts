import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/process/package-root.js';
import { readConfig } from '../../../src/process/config.js';
import { INDEX_ENGINES, indexEngineOf } from '../../../src/store/index/engines.js';

describe.for(INDEX_ENGINES)('$name as an engine of the index', ({ name, schemes, example, isShared }) => {
  it('is found by its example and its schemes, and by nothing that names no place', () => {
    expect(indexEngineOf(example)?.name).toBe(name);
    for (const scheme of schemes) {
      expect(indexEngineOf(`${scheme}://somewhere`)?.name).toBe(name);
      expect(indexEngineOf(`${scheme}://`)).toBeUndefined();
      expect(indexEngineOf(`${scheme}:somewhere`)).toBeUndefined();
    }
  });

  it('is taken by the configuration, and named where another is refused', () => {
    expect(indexEngineOf(readConfig({ INDEX_URL: example }).indexUrl)?.name).toBe(name);
    expect(() => readConfig({ INDEX_URL: 'mysql://db' })).toThrow(example);
  });

  it('is in the table of docs/scaling.md and in .env.example', () => {
    const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
    const row = read('docs/scaling.md')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .find((cells) => cells[1] === name);
    expect(row?.[2]).toContain(`\`${example}\``);
    expect(row?.[3]).toBe(isShared ? 'several' : 'one');
    expect(read('.env.example')).toContain(example);
  });
});
