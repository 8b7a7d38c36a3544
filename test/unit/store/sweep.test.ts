import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clip } from '../../../src/domain/clip.js';
import { Catalogue, entryOf, type Entry } from '../../../src/store/catalogue.js';
import { ClipFolder } from '../../../src/store/clips/clip-folder.js';
import { clipPath, newId } from '../../../src/store/clips/clip-path.js';
import { openIndex } from '../../../src/store/index/open-index.js';
import { clipKey } from '../../../src/store/keys.js';
import { sweep } from '../../../src/store/sweep.js';
import { GUILD, newClip } from '../../helpers/builders.js';
import { tempDir } from '../../helpers/temp-dir.js';

/** Rows and bytes of so many clips, and a catalogue that lists them. */
async function setUp(count: number) {
  const index = await openIndex('memory:');
  onTestFinished(() => index.close());
  const files = new ClipFolder(await tempDir());
  await files.prepare();
  const clips: Clip[] = [];
  for (let i = 0; i < count; i += 1) {
    const id = newId();
    const clip = { ...newClip({ name: `clip ${i}`, uploadedAt: i }), id, path: clipPath(GUILD, id, 'ogg') };
    await mkdir(dirname(files.absolute(clip.path)), { recursive: true });
    await writeFile(files.absolute(clip.path), 'bytes');
    await index.set(clipKey(GUILD, id), clip);
    clips.push(clip);
  }
  const catalogue = new Catalogue(index, GUILD);
  await catalogue.rewrite(clips.map(entryOf));
  return { index, files, clips, catalogue };
}

describe('a sweep', () => {
  it.each<[string, Partial<Entry>]>([
    ['name', { name: 'another' }],
    ['uploader', { uploaderId: '300000000000000009' }],
    ['time', { uploadedAt: 77 }],
    ['size', { bytes: 77 }],
  ])('writes a catalogue again that has another %s of a clip than its row', async (_what, wrong) => {
    const { index, files, clips, catalogue } = await setUp(3);
    const entries = clips.map(entryOf);
    // The totals are as they should be, so that nothing but the entry tells.
    const bytes = entries[0]!.bytes + entries[1]!.bytes - (wrong.bytes ?? entries[1]!.bytes);
    const listed = [{ ...entries[0]!, bytes }, { ...entries[1]!, ...wrong }, entries[2]!];
    await catalogue.rewrite(listed);
    expect(await sweep(index, files)).toMatchObject({ clips: 3, catalogues: 1 });
    expect(await catalogue.all()).toEqual(entries.toReversed());
    expect(await sweep(index, files)).toMatchObject({ clips: 3, catalogues: 0 });
  });
});
