import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { DomainResult } from '../../result.js';
import { capitalised, formatCount, formatScore } from '../format.js';
import { rectangle, textAt, type GraphicElement } from '../graphic-elements.js';
import { COLOUR, inkOn, THEME, tint } from '../theme.js';

const ROW = 30;
const LABEL_WIDTH = 150;
const CELL = (THEME.width - 2 * THEME.margin - LABEL_WIDTH) / 4;

/** Precision, recall and F1 of each emotion, tinted by size. */
export function classificationReport(name: string, domain: DomainResult): Promise<ReportPicture> {
  const { labels, perEmotion, macroF1, accuracy, clips } = domain;
  const left = THEME.margin + LABEL_WIDTH;
  const mean = (field: 'precision' | 'recall' | 'f1'): number =>
    perEmotion.reduce((sum, each) => sum + each[field], 0) / perEmotion.length;
  const rows = [
    ...labels.map((label, i) => ({ label: capitalised(label), ...perEmotion[i]! })),
    { label: 'Mean', precision: mean('precision'), recall: mean('recall'), f1: macroF1, clips },
  ];
  const cells = rows.flatMap(({ label, precision, recall, f1, clips: count }, r): GraphicElement[] => {
    const y = BODY_TOP + 26 + r * ROW + (r === labels.length ? 8 : 0);
    const bold = r === labels.length;
    return [
      textAt(label, THEME.margin + 8, y + ROW / 2, { bold }),
      ...[precision, recall, f1].flatMap((value, c) => [
        rectangle({ x: left + c * CELL, y: y + 1, width: CELL - 2, height: ROW - 2 }, tint(value), 3),
        textAt(formatScore(value), left + (c + 0.5) * CELL, y + ROW / 2, {
          align: 'center',
          bold,
          colour: inkOn(value),
        }),
      ]),
      textAt(formatCount(count), left + 3.5 * CELL, y + ROW / 2, { align: 'center', bold }),
    ];
  });
  const headings = ['Precision', 'Recall', 'F1', 'Clips'].map((title, c) =>
    textAt(title, left + (c + 0.5) * CELL, BODY_TOP + 10, {
      align: 'center',
      colour: COLOUR.quiet,
      size: 12,
    }),
  );
  return card({
    name,
    title: `Classification report: ${domain.title}`,
    subtitle: `Speakers that were not trained on; ${formatScore(accuracy)} of ${formatCount(clips)} clips are right`,
    altText: `${domain.title}: macro F1 ${formatScore(macroF1)}. ${extremes(domain)}`,
    height: BODY_TOP + 26 + rows.length * ROW + 8 + 22,
    shapes: [...headings, ...cells],
  });
}

function extremes({ labels, perEmotion }: DomainResult): string {
  const ranked = labels.map((label, i) => ({ label, f1: perEmotion[i]!.f1 })).sort((a, b) => b.f1 - a.f1);
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  return `Best told is ${best.label} (F1 ${formatScore(best.f1)}), worst ${worst.label} (${formatScore(worst.f1)}).`;
}
