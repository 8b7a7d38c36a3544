import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderPng } from '../../../src/views/pictures/drawing.js';
import { writeJson } from '../../training/write-artefacts.js';
import type { Evaluation } from '../result.js';
import type { ReportPicture } from './card.js';
import { formatScore } from './format.js';
import { reportPage } from './page.js';
import { classificationReport } from './pictures/classification-report.js';
import { confusionMatrixPicture } from './pictures/confusion-matrix.js';
import { learningCurves } from './pictures/learning-curves.js';
import { modelSummary } from './pictures/model-summary.js';
import { recallBySpeaker } from './pictures/recall-by-speaker.js';
import { reliabilityDiagram } from './pictures/reliability-diagram.js';
import { robustness } from './pictures/robustness.js';

/** All pictures of a report, in the order in which the page shows them. */
export async function reportPictures(evaluation: Evaluation): Promise<ReportPicture[]> {
  const { speech, song, transfer } = evaluation;
  return Promise.all([
    confusionMatrixPicture({
      name: 'confusion-speech',
      title: `Confusions: ${speech.title}`,
      labels: speech.labels,
      matrix: speech.confusion,
    }),
    classificationReport('classification-speech', speech),
    recallBySpeaker('recall-speech', speech),
    reliabilityDiagram([speech, song]),
    robustness(evaluation),
    confusionMatrixPicture({
      name: 'confusion-song',
      title: `Confusions: ${song.title}`,
      labels: song.labels,
      matrix: song.confusion,
    }),
    classificationReport('classification-song', song),
    recallBySpeaker('recall-song', song),
    ...transfer.map(({ title, labels, confusion, recall, baseline }, i) =>
      confusionMatrixPicture({
        name: `confusion-transfer-${i + 1}`,
        title,
        labels,
        matrix: confusion,
        finding: `Recall ${formatScore(recall)}, baseline ${formatScore(baseline)}.`,
      }),
    ),
    ...learningCurves(evaluation),
    modelSummary(evaluation),
  ]);
}

/**
 * Writes the report: figures as `evaluation.json`, pictures as SVG and PNG, and a page that shows them, `README.md`.
 *
 * @param dir - Created if absent.
 */
export async function writeReport(evaluation: Evaluation, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  // Figures take hours, pictures seconds: a fault in drawing must not lose them.
  await writeJson(join(dir, 'evaluation.json'), evaluation);
  const pictures = await reportPictures(evaluation);
  for (const { name, svg } of pictures) {
    await writeFile(join(dir, `${name}.svg`), svg);
    await writeFile(join(dir, `${name}.png`), await renderPng(svg));
  }
  await writeFile(join(dir, 'README.md'), reportPage(evaluation, pictures));
}
