import { describe, expect, it, onTestFinished } from 'vitest';
import { Catalogue, countOf, entryOf } from '../../../src/store/catalogue.js';
import type { IndexTable } from '../../../src/store/index/index-table.js';
import { openIndex } from '../../../src/store/index/open-index.js';
import { catalogueKey } from '../../../src/store/keys.js';
import { clip, GUILD } from '../../helpers/builders.js';

async function memoryIndex(): Promise<IndexTable> {
  const index = await openIndex('memory:');
  onTestFinished(() => index.close());
  return index;
}

describe('a catalogue', () => {
  it('counts right after a write that failed half-way was taken back', async () => {
    const index = await memoryIndex();
    const catalogue = new Catalogue(index, GUILD);
    await catalogue.append(entryOf(clip({ id: 'a', bytes: 100 })));

    const failing = new Catalogue(
      {
        ...index,
        set: (key, value) =>
          key === catalogueKey(GUILD) ? Promise.reject(new Error('disk full')) : index.set(key, value),
      },
      GUILD,
    );
    await expect(failing.append(entryOf(clip({ id: 'b', bytes: 70 })))).rejects.toThrow('disk full');
    await catalogue.remove('b');

    const head = await catalogue.head();
    expect(head.bytes).toBe(100);
    expect(countOf(head)).toBe(1);
    expect((await catalogue.all()).map(({ id }) => id)).toEqual(['a']);
  });

  it('leaves no key behind when its last entry goes', async () => {
    const index = await memoryIndex();
    const catalogue = new Catalogue(index, GUILD);
    await catalogue.append(entryOf(clip({ id: 'a' })));
    await catalogue.remove('a');
    const keys: string[] = [];
    for await (const [key] of index.entries()) keys.push(key);
    expect(keys).toEqual([]);
  });
});
