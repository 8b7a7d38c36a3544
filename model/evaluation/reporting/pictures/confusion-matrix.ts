import { BODY_TOP, card, type ReportPicture } from '../card.js';
import { capitalised, formatCount } from '../format.js';
import { rectangle, textAt, type GraphicElement } from '../graphic-elements.js';
import { COLOUR, inkOn, THEME, tint } from '../theme.js';

const LABEL_WIDTH = 104;

/** What is tested and what came of it. */
export interface Confusion {
  name: string;
  title: string;
  labels: readonly string[];
  /** Rows are truths, columns answers. */
  matrix: readonly (readonly number[])[];
  /** What else is to be said of it, as a sentence. */
  finding?: string;
}

/** Shares of each emotion's clips by answer, with counts. */
export function confusionMatrixPicture({
  name,
  title,
  labels,
  matrix,
  finding,
}: Confusion): Promise<ReportPicture> {
  const left = THEME.margin + LABEL_WIDTH;
  const cell = (THEME.width - THEME.margin - left) / labels.length;
  const height = Math.min(58, cell * 0.72);
  const top = BODY_TOP + 36;
  const cells = matrix.flatMap((row, r): GraphicElement[] => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    );
    const y = top + r * height;
    return [
      textAt(capitalised(labels[r]!), left - 10, y + height / 2, { align: 'right' }),
      ...row.flatMap((count, c) => {
        const share = count / total;
        const x = left + c * cell;
        const colour = inkOn(share);
        const style = { align: 'center', colour } as const;
        const box = rectangle({ x: x + 1, y: y + 1, width: cell - 2, height: height - 2 }, tint(share), 3);
        if (count === 0) return [box];
        return [
          box,
          textAt(`${Math.round(100 * share)} %`, x + cell / 2, y + height / 2 - 7, {
            ...style,
            bold: r === c,
          }),
          textAt(formatCount(count), x + cell / 2, y + height / 2 + 9, { ...style, size: THEME.size.small }),
        ];
      }),
    ];
  });
  const columns = labels.map((label, c) =>
    textAt(capitalised(label), left + (c + 0.5) * cell, top - 12, { align: 'center', size: 12 }),
  );
  return card({
    name,
    title,
    subtitle: [
      ...(finding ? [finding] : []),
      'Rows: what the clip is. Columns: the answer. Shares of the row, and clips.',
    ].join(' '),
    altText: [`${title}.`, ...(finding ? [finding] : []), altTextOf(labels, matrix)].join(' '),
    height: top + labels.length * height + 24,
    shapes: [
      textAt('Answer', left - 10, top - 12, { align: 'right', size: THEME.size.small, colour: COLOUR.quiet }),
      ...columns,
      ...cells,
    ],
  });
}

/** The commonest mistakes, in words. */
export function altTextOf(labels: readonly string[], matrix: Confusion['matrix']): string {
  const mistakes = matrix
    .flatMap((row, r) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.flatMap((count, c) => (r === c ? [] : [{ r, c, share: count / Math.max(1, total) }]));
    })
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ r, c, share }) => `${labels[r]!} for ${labels[c]!} (${Math.round(100 * share)} %)`);
  return `Most often taken: ${mistakes.join(', ')}.`;
}
