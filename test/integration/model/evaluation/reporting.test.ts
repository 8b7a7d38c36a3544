import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printSummary } from '../../../../model/evaluation/reporting/print-summary.js';
import { altTextOf } from '../../../../model/evaluation/reporting/pictures/confusion-matrix.js';
import { reportPictures, writeReport } from '../../../../model/evaluation/reporting/write-report.js';
import { temporaryFolder } from '../../../helpers/toy-model.js';
import { sampleEvaluation } from '../../../unit/model/evaluation/sample-evaluation.js';

const evaluation = sampleEvaluation();

describe('the report', () => {
  it('is a page, figures, and a picture of each kind, the same bytes each time', async () => {
    const [dir, again] = [await temporaryFolder(), await temporaryFolder()];
    await writeReport(evaluation, dir);
    await writeReport(evaluation, again);
    const names = (await readdir(dir)).sort();
    const pictures = (await reportPictures(evaluation)).flatMap(({ name }) => [`${name}.png`, `${name}.svg`]);
    expect(names).toEqual(['README.md', 'evaluation.json', ...pictures].sort());
    for (const name of names) {
      expect((await readFile(join(again, name))).equals(await readFile(join(dir, name))), name).toBe(true);
    }
    expect(JSON.parse(await readFile(join(dir, 'evaluation.json'), 'utf8'))).toEqual(evaluation);
  });

  it('names every channel, says plainly what was missed, and shows every picture', async () => {
    const dir = await temporaryFolder();
    await writeReport(evaluation, dir);
    const page = await readFile(join(dir, 'README.md'), 'utf8');
    for (const { title } of evaluation.conditions) expect(page).toContain(title);
    expect(page).toContain(
      '| Speech: unweighted average recall | 0.730 ± 0.004 | 0.344 | at least 0.740 | missed by 0.010 |',
    );
    expect(page).toContain('| Telephone, 8 kHz | 0.690 | 4.0 | 2.0 | missed by 2.0 |');
    for (const { name, altText } of await reportPictures(evaluation))
      expect(page).toContain(`![${altText}](${name}.png)`);
  });

  it('has pictures whose words are words, and that say in words what they show', async () => {
    const pictures = new Map((await reportPictures(evaluation)).map((picture) => [picture.name, picture]));
    expect(pictures.get('confusion-speech')!.svg).toContain('Fearful');
    expect(pictures.get('robustness')!.svg).toContain('Telephone, 8 kHz');
    expect(pictures.get('robustness')!.altText).toContain('1 of 4 cost more than allowed');
    expect(pictures.get('model-summary')!.svg).toContain('statistics, 2 of these');
    for (const { svg, altText } of pictures.values()) {
      expect(altText.length).toBeGreaterThan(20);
      expect(svg).toMatch(/^<svg [^>]*>\n<title>/);
      expect(svg.match(/<text/g)!.length).toBe(svg.match(/<\/text>/g)!.length);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('knows the commonest mistakes', () => {
    const matrix = [
      [5, 5, 0],
      [1, 9, 0],
      [0, 3, 7],
    ];
    expect(altTextOf(['a', 'b', 'c'], matrix)).toBe(
      'Most often taken: a for b (50 %), c for b (30 %), b for a (10 %).',
    );
  });
});

it('the summary for a terminal shows each score beside baseline and target', () => {
  const summary = printSummary(evaluation);
  expect(summary).toMatch(
    /Speech: unweighted average recall .*0\.730 ± 0\.004.*0\.344.*at least 0\.740.*missed by 0\.010/,
  );
  expect(summary).toMatch(/Telephone, 8 kHz .*0\.690.*4\.0.*2\.0.*missed/);
});
