import type { EChartsCoreOption } from 'echarts/core';
import type { Detection } from '../../domain/detection.js';
import { ranked, type Emotion } from '../../domain/emotions.js';
import { formatPercent } from '../../domain/format.js';
import { checkProbabilities } from './checks.js';
import { EMOTION_STYLE, PALETTE } from './emotion-style.js';
import type { Picture } from './picture.js';
import { drawSvg, emojiImage, FONT_FAMILY, renderPng } from './render.js';

const SIZE = { width: 440, height: 312 };
const GRID = { left: 152, right: 80, top: 14, bottom: 14 };
const EMOJI_SIZE = 22;
const BAR_RADIUS = 4;
const QUIET_OPACITY = 0.55;

/**
 * Eight bars in order of probability, the lead set off; where the detection is unsure, both leaders alike.
 *
 * @throws {RangeError} if a probability is not within [0, 1] (our mistake).
 */
export async function detectionPicture(detection: Detection): Promise<Picture> {
  return {
    fileName: 'emotion.png',
    png: await renderPng(await detectionSvg(detection)),
    altText: detectionAltText(detection),
  };
}

export function detectionAltText({ probabilities, confidence }: Detection): string {
  const bars = ranked(probabilities).map(
    ({ emotion, probability }) => `${EMOTION_STYLE[emotion].label} ${formatPercent(probability)}`,
  );
  return `${confidence === 'unsure' ? 'Unsure: ' : ''}${bars.join(', ')}`;
}

export function detectionSvg({ probabilities, confidence }: Detection): Promise<string> {
  checkProbabilities(probabilities);
  const bars = ranked(probabilities);
  const leaders = confidence === 'unsure' ? 2 : 1;
  return drawSvg(option(bars, leaders), SIZE);
}

function option(
  bars: readonly { emotion: Emotion; probability: number }[],
  leaders: number,
): EChartsCoreOption {
  const weight = (row: number) =>
    row < leaders
      ? { color: PALETTE.text, fontSize: 19, fontWeight: 'bold' }
      : { color: PALETTE.quiet, fontSize: 16 };
  return {
    backgroundColor: PALETTE.card,
    textStyle: { fontFamily: FONT_FAMILY },
    grid: GRID,
    xAxis: { type: 'value', min: 0, max: 1, show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: bars.map(({ emotion }) => emotion),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        interval: 0,
        margin: GRID.left - 14,
        align: 'left',
        formatter: (emotion: Emotion, row: number) =>
          `{${emotion}|} {${row < leaders ? 'lead' : 'rest'}|${EMOTION_STYLE[emotion].label}}`,
        rich: {
          lead: { ...weight(0), padding: [0, 0, 0, 6] },
          rest: { ...weight(leaders), padding: [0, 0, 0, 6] },
          ...Object.fromEntries(bars.map(({ emotion }) => [emotion, emojiBox(emotion)])),
        },
      },
    },
    series: {
      type: 'bar',
      barWidth: 18,
      showBackground: true,
      backgroundStyle: { color: PALETTE.track, borderRadius: BAR_RADIUS },
      data: bars.map(({ emotion, probability }, row) => ({
        value: probability,
        itemStyle: {
          color: EMOTION_STYLE[emotion].colour,
          opacity: row < leaders ? 1 : QUIET_OPACITY,
          borderRadius: BAR_RADIUS,
        },
      })),
      z: 2,
    },
    // The percentages stand in a column of their own: an axis without a line, whose names are the figures.
    ...percentages(bars, weight),
  };
}

function emojiBox(emotion: Emotion) {
  return { width: EMOJI_SIZE, height: EMOJI_SIZE, backgroundColor: { image: emojiImage(emotion) } };
}

function percentages(
  bars: readonly { probability: number }[],
  weight: (row: number) => Record<string, unknown>,
): EChartsCoreOption {
  return {
    graphic: bars.map(({ probability }, row) => {
      const { color, ...font } = weight(row);
      const rowHeight = (SIZE.height - GRID.top - GRID.bottom) / bars.length;
      return {
        type: 'text',
        x: SIZE.width - 14,
        y: GRID.top + rowHeight * (row + 0.5),
        style: {
          text: formatPercent(probability),
          fill: color,
          fontFamily: FONT_FAMILY,
          ...font,
          align: 'right',
          verticalAlign: 'middle',
        },
      };
    }),
  };
}
