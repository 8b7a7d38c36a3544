import { niceStep } from '../axes.js';
import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { Evaluation } from '../../result.js';
import { capitalised, formatList, formatPoints, formatScore } from '../format.js';
import { legend, line, rectangle, textAt, type GraphicElement } from '../graphic-elements.js';
import { COLOUR, THEME } from '../theme.js';

const ROW = 30;
const LEFT = 200;
/** Right edges of the bars' room and of the columns of figures. */
const RIGHT = 530;
const COLUMNS = { recall: 600, lost: 652, allowed: 718, verdict: THEME.width - THEME.margin };

/** Points by which recall falls under each condition, and by which it may. */
export function robustness({ conditions, speech }: Evaluation): Promise<ReportPicture> {
  const drops = conditions.flatMap(({ drop, allowedDrop }) => [drop, allowedDrop ?? 0]);
  const step = niceStep(Math.max(6, ...drops) - Math.min(0, ...drops), 6);
  const least = step * Math.floor(Math.min(0, ...drops) / step);
  const most = step * Math.ceil(Math.max(6, ...drops) / step);
  const xOf = (points: number): number => LEFT + ((points - least) / (most - least)) * (RIGHT - LEFT);
  const top = BODY_TOP + 28;
  const bottom = top + conditions.length * ROW;
  const rows = conditions.flatMap(({ title, drop, allowedDrop, recall }, i): GraphicElement[] => {
    const y = top + i * ROW + ROW / 2;
    const isMissed = allowedDrop !== undefined && drop > allowedDrop;
    const ink = { align: 'right', colour: isMissed ? COLOUR.missed : COLOUR.text, bold: isMissed } as const;
    return [
      textAt(title, THEME.margin, y),
      rectangle(
        {
          x: Math.min(xOf(0), xOf(drop)),
          y: y - 8,
          width: Math.max(1, Math.abs(xOf(drop) - xOf(0))),
          height: 16,
        },
        allowedDrop === undefined ? COLOUR.baseline : isMissed ? COLOUR.missed : COLOUR.model,
        2,
      ),
      ...(allowedDrop === undefined
        ? []
        : [
            line([xOf(allowedDrop), y - 12], [xOf(allowedDrop), y + 12], { colour: COLOUR.text, width: 2.5 }),
            textAt(formatPoints(allowedDrop), COLUMNS.allowed, y, ink),
            textAt(isMissed ? 'missed' : 'met', COLUMNS.verdict, y, ink),
          ]),
      textAt(formatScore(recall), COLUMNS.recall, y, ink),
      textAt(formatPoints(drop), COLUMNS.lost, y, ink),
    ];
  });
  const worst = [...conditions].sort((a, b) => b.drop - a.drop)[0];
  const missed = conditions.filter(
    ({ drop, allowedDrop }) => allowedDrop !== undefined && drop > allowedDrop,
  );
  return card({
    name: 'robustness',
    title: 'What worse channels cost',
    subtitle: `Points of recall lost on RAVDESS speech, of ${formatScore(speech.model.mean)} as recorded`,
    altText:
      `Points of recall that worse channels cost. The dearest is ${worst?.title ?? 'none'} with ` +
      `${formatPoints(worst?.drop ?? 0)} points; ${missed.length} of ${conditions.length} cost more than allowed` +
      `${missed.length > 0 ? `: ${formatList(missed.map(({ title }) => title))}` : ''}.`,
    height: bottom + 44,
    shapes: [
      ...legend(
        [
          { title: 'lost', mark: swatch(COLOUR.model) },
          { title: 'more than allowed', mark: swatch(COLOUR.missed) },
          { title: 'without a limit', mark: swatch(COLOUR.baseline) },
          {
            title: 'limit',
            mark: (x, y) => line([x, y - 9], [x, y + 9], { colour: COLOUR.text, width: 2.5 }),
          },
        ],
        28,
      ),
      ...(['recall', 'lost', 'allowed'] as const).map((column) =>
        textAt(capitalised(column), COLUMNS[column], top - 16, {
          align: 'right',
          size: 12,
          colour: COLOUR.quiet,
        }),
      ),
      ...ticks(least, most, step).flatMap((points) => [
        line([xOf(points), top], [xOf(points), bottom], {
          colour: points === 0 ? COLOUR.quiet : COLOUR.rule,
        }),
        textAt(formatPoints(points).replace('.0', ''), xOf(points), bottom + 14, {
          align: 'center',
          size: THEME.size.small,
          colour: COLOUR.quiet,
        }),
      ]),
      ...rows,
    ],
  });
}

/** Multiples of a step from one of them to another. */
function ticks(least: number, most: number, step: number): number[] {
  const count = Math.round((most - least) / step);
  return Array.from({ length: count + 1 }, (_, i) => least + i * step);
}

const swatch = (colour: string) => (x: number, y: number) =>
  rectangle({ x: x - 9, y: y - 5, width: 18, height: 10 }, colour, 2);
