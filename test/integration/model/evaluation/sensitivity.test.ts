import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLabelledClips } from '../../../../model/data/labelled-clips.js';
import { sensitivityTable } from '../../../../model/evaluation/reporting/print-summary.js';
import { scoreSensitivity } from '../../../../model/evaluation/sensitivity.js';
import { toWav, voice } from '../../../helpers/synthetic-voice.js';
import { tempDir } from '../../../helpers/temp-dir.js';

it('hears clips with and without each fault: an offset changes no answer', async () => {
  const folder = await tempDir();
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const name = `03-01-05-01-01-0${seed}-02.wav`;
    await writeFile(join(folder, name), toWav([voice({ durationSec: 2.5, seed })], 16_000));
  }
  const results = await scoreSensitivity((await findLabelledClips(folder))!);
  const ravdess = new Map(results.map(({ title, corpora }) => [title, corpora[0]!]));
  expect(ravdess.get('Offset, 2 %')).toEqual({ corpus: 'ravdess', clips: 1, flips: 0, lost: 0, refused: 0 });
  expect(ravdess.get('3 sentences, against their mean')).toMatchObject({ clips: 1 });
  for (const { title } of results) expect(sensitivityTable(results)).toContain(title);
});
