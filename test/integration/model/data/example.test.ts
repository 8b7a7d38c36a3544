import { describe, expect, it } from 'vitest';
import { encodeExample, readExample } from '../../../../model/data/example.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../helpers/toy-model.js';
import { example } from '../../../unit/model/training/sample-clips.js';

describe('examples', () => {
  it('are read as they were written, bands to a thousandth', async () => {
    const file = join(await temporaryFolder(), 'example');
    await writeFile(file, encodeExample(example));
    const read = await readExample(file);
    expect(read.functionals).toEqual(example.functionals);
    expect(read.spectrograms[0]!.tracks).toEqual(example.spectrograms[0]!.tracks);
    read.spectrograms[0]!.bands.forEach((value, i) => {
      expect(Math.abs(value - example.spectrograms[0]!.bands[i]!)).toBeLessThan(0.00051);
    });
  });
});
