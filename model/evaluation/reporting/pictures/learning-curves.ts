import { axis, grid, niceStep } from '../axes.js';
import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { Evaluation, LearningCurve } from '../../result.js';
import { formatScore } from '../format.js';
import { legend, lineMark, textAt } from '../graphic-elements.js';
import { COLOUR, THEME } from '../theme.js';

const COLUMNS = 2;
const ROW = 168;
const PLOT = { width: 310, height: 104 };

/** Loss and accuracy of each network during training, beside those of speakers whom it was not trained on. */
function curves(kind: 'loss' | 'accuracy', all: readonly LearningCurve[]): Promise<ReportPicture> {
  const heldOut = kind === 'loss' ? 'heldOutLoss' : 'heldOutAccuracy';
  const values = all.flatMap(({ epochs }) => epochs.flatMap((epoch) => [epoch[kind], epoch[heldOut]]));
  const top = kind === 'accuracy' ? 1 : Math.ceil(Math.max(...values));
  const places = all.map((curve, i) => ({
    curve,
    x: THEME.margin + 34 + (i % COLUMNS) * (PLOT.width + 66),
    y: BODY_TOP + 34 + Math.floor(i / COLUMNS) * ROW,
  }));
  const last = all.map(({ epochs }) => epochs.at(-1)?.[heldOut] ?? Number.NaN);
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  const series = places.flatMap(({ curve }, i) =>
    ([kind, heldOut] as const).map((field) => ({
      type: 'line',
      xAxisIndex: i,
      yAxisIndex: i,
      showSymbol: false,
      data: curve.epochs.map((epoch) => [epoch.epoch, epoch[field]]),
      lineStyle: { width: 2, color: field === kind ? COLOUR.model : COLOUR.heldOut },
    })),
  );
  const word = kind === 'loss' ? 'Loss' : 'Accuracy';
  return card({
    name: `learning-${kind}`,
    title: `${word} during training`,
    subtitle: 'By epoch. Training clips are augmented and mixed, so they are harder than held-out ones.',
    altText: `${word} by epoch for ${all.length} networks; on held-out speakers it ends at ${formatScore(mean)} on average.`,
    height: BODY_TOP + 20 + Math.ceil(all.length / COLUMNS) * ROW,
    shapes: [
      ...legend(
        [
          { title: 'training', mark: lineMark({ colour: COLOUR.model, width: 2 }) },
          { title: 'held-out speakers', mark: lineMark({ colour: COLOUR.heldOut, width: 2 }) },
        ],
        28,
      ),
      ...places.map(({ curve, x, y }) => textAt(curve.title, x, y - 16, { bold: true, size: 12 })),
    ],
    charts: {
      grid: places.map(({ x, y }) => grid({ x, y, ...PLOT })),
      xAxis: places.map(({ curve }, i) => {
        const epochs = curve.epochs.at(-1)?.epoch ?? 1;
        return axis({ grid: i, min: 0, max: epochs, interval: niceStep(epochs, 5), lines: false });
      }),
      yAxis: places.map((_, i) => axis({ grid: i, min: 0, max: top, interval: niceStep(top, 4) })),
      series,
    },
  });
}

/** Loss, then accuracy. */
export function learningCurves({ curves: all }: Evaluation): Promise<ReportPicture>[] {
  return [curves('loss', all), curves('accuracy', all)];
}
