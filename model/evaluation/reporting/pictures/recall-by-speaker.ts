import { axis, grid } from '../axes.js';
import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { DomainResult } from '../../result.js';
import { FOLD_NAMES } from '../../../data/split.js';
import { formatScore } from '../format.js';
import { circle, diamond, legend, line, lineMark, textAt, type GraphicElement } from '../graphic-elements.js';
import { COLOUR, THEME } from '../theme.js';

const LEFT = THEME.margin + 34;
const WIDTH = THEME.width - THEME.margin - LEFT;
const HEIGHT = 270;

/** Marks of the sexes, told apart by shape as well as by colour. */
const MARKS = {
  female: (x: number, y: number) => circle(x, y, 6, COLOUR.female),
  male: (x: number, y: number) => diamond(x, y, 7.5, COLOUR.male),
};

/** Recall of each speaker by a model that has not heard them, by fold, beside the folds' means. */
export function recallBySpeaker(name: string, domain: DomainResult): Promise<ReportPicture> {
  const { perSpeaker, model, baseline, title } = domain;
  const top = BODY_TOP + 16;
  const each = WIDTH / FOLD_NAMES.length;
  const yOf = (recall: number): number => top + HEIGHT * (1 - recall);
  const shapes = FOLD_NAMES.flatMap((fold, f): GraphicElement[] => {
    const own = perSpeaker.filter((speaker) => speaker.fold === fold);
    const from = LEFT + f * each + 14;
    const to = LEFT + (f + 1) * each - 14;
    const step = (to - from) / Math.max(1, own.length);
    return [
      line([from, yOf(model.folds[fold])], [to, yOf(model.folds[fold])], { colour: COLOUR.model, width: 2 }),
      line([from, yOf(baseline.folds[fold])], [to, yOf(baseline.folds[fold])], {
        colour: COLOUR.baseline,
        width: 2,
        dashed: true,
      }),
      ...own.flatMap(({ speaker, sex, recall }, i) => {
        const x = from + (i + 0.5) * step;
        return [
          MARKS[sex](x, yOf(recall)),
          textAt(speaker.slice(-2), x, top + HEIGHT + 14, {
            align: 'center',
            size: THEME.size.small,
            colour: COLOUR.quiet,
          }),
        ];
      }),
      textAt(`Fold ${fold}: ${formatScore(model.folds[fold])}`, (from + to) / 2, top + HEIGHT + 36, {
        align: 'center',
        bold: true,
      }),
      textAt(`baseline ${formatScore(baseline.folds[fold])}`, (from + to) / 2, top + HEIGHT + 55, {
        align: 'center',
        size: 12,
        colour: COLOUR.quiet,
      }),
    ];
  });
  const ranked = [...perSpeaker].sort((a, b) => a.recall - b.recall);
  return card({
    name,
    title: `Recall of each speaker: ${title}`,
    subtitle: `Each by a model that has not heard them; ${formatScore(model.mean)} ± ${formatScore(model.spread)} over seeds, baseline ${formatScore(baseline.mean)}`,
    altText:
      `${title}: mean recall ${formatScore(model.mean)}, baseline ${formatScore(baseline.mean)}; speakers range from ` +
      `${formatScore(ranked[0]?.recall ?? 0)} to ${formatScore(ranked.at(-1)?.recall ?? 0)}.`,
    height: top + HEIGHT + 80,
    shapes: [
      ...legend(
        [
          { title: 'women', mark: MARKS.female },
          { title: 'men', mark: MARKS.male },
          { title: 'fold', mark: lineMark({ colour: COLOUR.model, width: 2 }) },
          { title: 'baseline', mark: lineMark({ colour: COLOUR.baseline, width: 2, dashed: true }) },
        ],
        28,
      ),
      ...shapes,
    ],
    charts: {
      grid: [grid({ x: LEFT, y: top, width: WIDTH, height: HEIGHT })],
      xAxis: [axis({ min: 0, max: 1, interval: 1, lines: false, labels: false })],
      yAxis: [axis({ min: 0, max: 1, interval: 0.25 })],
      series: [{ type: 'line', data: [] }],
    },
  });
}
