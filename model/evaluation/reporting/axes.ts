import type { Box } from './graphic-elements.js';
import { COLOUR, THEME } from './theme.js';

/** An axis of numbers. */
export interface AxisOptions {
  /** Which of the chart's grids it belongs to. */
  grid?: number;
  min: number;
  max: number;
  interval: number;
  /** Whether lines cross the grid at its ticks. */
  lines?: boolean;
  labels?: boolean;
  format?: (value: number) => string;
}

/** An axis as ECharts takes it: quiet figures, no ticks. */
export function axis({ grid = 0, min, max, interval, lines = true, labels = true, format }: AxisOptions) {
  return {
    type: 'value',
    gridIndex: grid,
    min,
    max,
    interval,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: lines, lineStyle: { color: COLOUR.rule } },
    axisLabel: {
      show: labels,
      color: COLOUR.quiet,
      fontSize: THEME.size.small,
      showMaxLabel: true,
      ...(format ? { formatter: format } : {}),
    },
  };
}

/** A grid that fills a box; labels of axes stand outside. */
export function grid({ x, y, width, height }: Box) {
  return { left: x, top: y, width, height };
}

/** A step of 1, 2 or 5 times a power of ten that divides a range into at most so many parts. */
export function niceStep(range: number, parts: number): number {
  const least = range / parts;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
}
