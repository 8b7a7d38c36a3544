import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { Evaluation } from '../../evaluation.js';
import { formatPoints, formatScore } from '../format.js';
import { legend, line, lineMark, rectangle, text, type Shape } from '../shapes.js';
import { COLOUR, THEME } from '../theme.js';

const ROW = 30;
const LEFT = 230;
const RIGHT = THEME.width - THEME.margin - 130;

/** By how many points recall falls under each condition, and by how many it may. */
export function robustness({ conditions, speech }: Evaluation): ReportPicture {
  const drops = conditions.flatMap(({ drop, allowedDrop }) => [drop, allowedDrop ?? 0]);
  const least = Math.min(0, Math.floor(Math.min(...drops)));
  const most = Math.max(6, Math.ceil(Math.max(...drops)));
  const xOf = (points: number): number => LEFT + ((points - least) / (most - least)) * (RIGHT - LEFT);
  const top = BODY_TOP + 20;
  const rows = conditions.flatMap(({ title, drop, allowedDrop, recall }, i): Shape[] => {
    const y = top + i * ROW + ROW / 2;
    const isMissed = allowedDrop !== undefined && drop > allowedDrop;
    return [
      text(title, LEFT - 12, y, { align: 'right' }),
      rectangle(
        {
          x: Math.min(xOf(0), xOf(drop)),
          y: y - 8,
          width: Math.max(1, Math.abs(xOf(drop) - xOf(0))),
          height: 16,
        },
        isMissed ? COLOUR.missed : COLOUR.model,
        2,
      ),
      ...(allowedDrop === undefined
        ? []
        : [line([xOf(allowedDrop), y - 12], [xOf(allowedDrop), y + 12], { colour: COLOUR.text, width: 2 })]),
      text(`${formatPoints(drop)} (${formatScore(recall)})`, THEME.width - THEME.margin - 8, y, {
        align: 'right',
        colour: isMissed ? COLOUR.missed : COLOUR.text,
        bold: isMissed,
      }),
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
      `The dearest is ${worst?.title ?? 'none'} with ${formatPoints(worst?.drop ?? 0)} points; ` +
      `${missed.length} of ${conditions.length} cost more than allowed.`,
    height: top + conditions.length * ROW + 28,
    shapes: [
      ...legend(
        [
          {
            title: 'lost',
            mark: (x, y) => rectangle({ x: x - 9, y: y - 5, width: 18, height: 10 }, COLOUR.model, 2),
          },
          {
            title: 'more than allowed',
            mark: (x, y) => rectangle({ x: x - 9, y: y - 5, width: 18, height: 10 }, COLOUR.missed, 2),
          },
          { title: 'allowed', mark: lineMark({ colour: COLOUR.text, width: 2 }) },
        ],
        28,
      ),
      line([xOf(0), top], [xOf(0), top + conditions.length * ROW], { colour: COLOUR.baseline }),
      ...rows,
    ],
  });
}
