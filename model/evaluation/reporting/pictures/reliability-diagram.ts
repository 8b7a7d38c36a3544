import { axis, grid } from '../axes.js';
import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { DomainResult } from '../../result.js';
import { formatScore } from '../format.js';
import {
  circle,
  legend,
  line,
  lineMark,
  rectangle,
  textAt,
  type GraphicElement,
} from '../graphic-elements.js';
import { COLOUR, THEME } from '../theme.js';

const PLOT = { width: 328, height: 260 };
/** Height of the bars that count clips, figures included. */
const COUNTS = 64;

/** How often answers are right, by how probable the model called them. */
export function reliabilityDiagram(domains: readonly DomainResult[]): Promise<ReportPicture> {
  const top = BODY_TOP + 30;
  const places = domains.map((domain, i) => ({
    domain,
    x: THEME.margin + 34 + i * (PLOT.width + 48),
    y: top,
  }));
  const errors = domains.map(({ title, calibration }) => `${title} ${formatScore(calibration.error)}`);
  return card({
    name: 'reliability',
    title: 'Do probabilities mean what they say?',
    subtitle:
      'Share of right answers (upwards) by the probability of the first emotion (to the right), in bins',
    altText: `Expected calibration error: ${errors.join(', ')}.`,
    height: top + PLOT.height + COUNTS + 66,
    shapes: [
      ...legend(
        [
          { title: 'right', mark: (x, y) => circle(x, y, 5, COLOUR.model) },
          { title: 'perfect', mark: lineMark({ colour: COLOUR.baseline, dashed: true }) },
        ],
        28,
      ),
      ...places.flatMap(({ domain, x, y }) => diagram(domain, x, y)),
    ],
    charts: {
      grid: places.map(({ x, y }) => grid({ x, y, ...PLOT })),
      xAxis: places.map((_, i) => axis({ grid: i, min: 0, max: 1, interval: 0.25, lines: false })),
      yAxis: places.map((_, i) => axis({ grid: i, min: 0, max: 1, interval: 0.25 })),
      series: places.map((_, i) => ({ type: 'line', xAxisIndex: i, yAxisIndex: i, data: [] })),
    },
  });
}

function diagram({ title, calibration }: DomainResult, x: number, y: number): GraphicElement[] {
  const bottom = y + PLOT.height;
  const most = Math.max(1, ...calibration.bins.map(({ clips }) => clips));
  const filled = calibration.bins.filter(({ clips }) => clips > 0);
  return [
    textAt(`${title}: error ${formatScore(calibration.error)}`, x, y - 16, { bold: true, size: 12 }),
    line([x, bottom], [x + PLOT.width, y], { colour: COLOUR.baseline, dashed: true }),
    ...filled.map(({ meanConfidence, accuracy, clips }) =>
      circle(
        x + meanConfidence * PLOT.width,
        bottom - accuracy * PLOT.height,
        3 + 5 * Math.sqrt(clips / most),
        COLOUR.model,
      ),
    ),
    ...filled.flatMap(({ from, to, clips }) => {
      const height = Math.max(1, (COUNTS - 16) * (clips / most));
      const width = (to - from) * PLOT.width - 2;
      const left = x + from * PLOT.width + 1;
      const top = bottom + 28 + COUNTS - height;
      return [
        rectangle({ x: left, y: top, width, height }, COLOUR.border),
        textAt(String(clips), left + width / 2, top - 8, { align: 'center', size: 10, colour: COLOUR.quiet }),
      ];
    }),
    textAt('Clips in each bin', x, bottom + 42 + COUNTS, {
      size: THEME.size.small,
      colour: COLOUR.quiet,
    }),
  ];
}
