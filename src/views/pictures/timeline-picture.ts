import type { EChartsCoreOption } from 'echarts/core';
import type { Detection, WindowDetection } from '../../domain/detection.js';
import { EMOTIONS, type Emotion } from '../../domain/emotions.js';
import { formatClock } from '../../domain/format.js';
import { checkWindows } from './checks.js';
import { EMOTION_STYLE, PALETTE } from './emotion-style.js';
import { condense } from './condense.js';
import { emotionRuns, midpoint } from './emotion-runs.js';
import { MAX_ALT_TEXT, type Picture } from './picture.js';
import { drawSvg, emojiImage, FONT_FAMILY, renderPng } from './render.js';

const WIDTH = 440;
/** With a legend in one row, and in two. */
const HEIGHTS = [260, 284] as const;
/** Emotions that one row of the legend has room for. */
const NAMED_IN_A_ROW = 5;
const SIDES = { left: 14, right: 14 };
/** From the top: a strip of the leading emotions, their shares, the voice's presence, then time and legend. */
const ROWS = {
  strip: { ...SIDES, top: 12, height: 34 },
  shares: { ...SIDES, top: 54, height: 104 },
  voice: { ...SIDES, top: 164, height: 22 },
};
const EMOJI_SIZE = 22;
/** More windows than this would only be noise, and bytes: they would be narrower than 4 units. */
const MAX_WINDOWS = 110;
const VOICE = 'voice';
/** A label of time needs about this width. */
const MAX_TIME_LABELS = 6;
/** An emotion that never reaches this share is left out of the legend. */
const WORTH_NAMING = 0.2;

/**
 * Emotion over time: which one leads, every one's share, and where there is a voice. For clips of two windows
 * and more.
 */
export async function timelinePicture(detection: Detection): Promise<Picture> {
  return {
    fileName: 'timeline.png',
    png: await renderPng(await timelineSvg(detection)),
    altText: timelineAltText(detection),
  };
}

/** The leading emotions in order, as far as a description has room: `Sad 0:00 to 0:05, calm 0:05 to 0:09`. */
export function timelineAltText(detection: Detection): string {
  const parts = emotionRuns(detection).map(
    ({ emotion, startSec, endSec }) =>
      `${EMOTION_STYLE[emotion].label} ${formatClock(startSec)} to ${formatClock(endSec)}`,
  );
  let text = `Emotion over time: ${parts[0] ?? ''}`;
  for (const part of parts.slice(1)) {
    if (text.length + part.length + ', …'.length > MAX_ALT_TEXT - 2) return `${text}, …`;
    text += `, ${part}`;
  }
  return text;
}

/** @throws {RangeError} if there is no window, or a probability is not within [0, 1] (our mistake). */
export function timelineSvg(detection: Detection): Promise<string> {
  checkWindows(detection);
  const windows = condense(detection.windows, MAX_WINDOWS);
  const named = worthNaming(windows);
  const height = HEIGHTS[named.length > NAMED_IN_A_ROW ? 1 : 0];
  return drawSvg(option({ ...detection, windows }, named), { width: WIDTH, height });
}

function option(detection: Detection, named: readonly Emotion[]): EChartsCoreOption {
  const { durationSec } = detection;
  const time = { type: 'value', min: 0, max: durationSec, show: false };
  const share = { type: 'value', min: 0, max: 1, show: false };
  return {
    backgroundColor: PALETTE.card,
    textStyle: { fontFamily: FONT_FAMILY },
    grid: [ROWS.strip, ROWS.shares, ROWS.voice],
    xAxis: [
      { ...time, gridIndex: 0 },
      { ...time, gridIndex: 1 },
      { ...time, ...timeLabels(durationSec), gridIndex: 2, show: true },
    ],
    yAxis: [0, 1, 2].map((gridIndex) => ({ ...share, gridIndex })),
    legend: legend(named),
    series: [strip(detection), ...shares(detection), voice(detection)],
  };
}

/** One rounded block per run of the same leading emotion, with its emoji where there is room. */
function strip(detection: Detection) {
  const runs = emotionRuns(detection);
  return {
    type: 'custom',
    xAxisIndex: 0,
    yAxisIndex: 0,
    data: runs.map(({ startSec, endSec }) => [startSec, endSec]),
    renderItem(params: { dataIndex: number }, api: { coord(value: [number, number]): [number, number] }) {
      const { emotion, startSec, endSec } = runs[params.dataIndex]!;
      const [x, y] = api.coord([startSec, 1]);
      const [end, bottom] = api.coord([endSec, 0]);
      const [width, height] = [Math.max(1, end - x - 1), bottom - y];
      const block = {
        type: 'rect',
        shape: { x, y, width, height, r: Math.min(5, width / 2) },
        style: { fill: EMOTION_STYLE[emotion].colour },
      };
      const centre = { cx: x + width / 2, cy: y + height / 2 };
      const ground = {
        type: 'circle',
        shape: { ...centre, r: EMOJI_SIZE / 2 + 2 },
        style: { fill: PALETTE.card },
      };
      const face = {
        type: 'image',
        style: {
          image: emojiImage(emotion),
          x: centre.cx - EMOJI_SIZE / 2,
          y: centre.cy - EMOJI_SIZE / 2,
          width: EMOJI_SIZE,
          height: EMOJI_SIZE,
        },
      };
      return { type: 'group', children: width > EMOJI_SIZE + 8 ? [block, ground, face] : [block] };
    },
  };
}

function shares({ windows, durationSec }: Detection) {
  return EMOTIONS.map((emotion) => ({
    name: emotion,
    type: 'line',
    stack: 'share',
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbol: 'none',
    lineStyle: { width: 0 },
    areaStyle: { color: EMOTION_STYLE[emotion].colour, opacity: 0.85 },
    itemStyle: { color: EMOTION_STYLE[emotion].colour },
    data: overTime(windows, durationSec, ({ probabilities }) => probabilities[emotion]),
  }));
}

function voice({ windows, durationSec }: Detection) {
  return {
    name: VOICE,
    type: 'line',
    itemStyle: { color: PALETTE.text },
    xAxisIndex: 2,
    yAxisIndex: 2,
    symbol: 'none',
    lineStyle: { width: 1.5, color: PALETTE.text },
    areaStyle: { color: PALETTE.quiet, opacity: 0.25 },
    data: overTime(windows, durationSec, ({ voiceActivity }) => voiceActivity),
  };
}

/** A window's value stands at its middle; the first and the last reach to the ends of the clip. */
function overTime(
  windows: readonly WindowDetection[],
  durationSec: number,
  value: (window: WindowDetection) => number,
): [number, number][] {
  const points = windows.map((window): [number, number] => [midpoint(window), value(window)]);
  return [[0, points[0]![1]], ...points, [durationSec, points.at(-1)![1]]];
}

function timeLabels(durationSec: number) {
  return {
    interval: niceInterval(durationSec / MAX_TIME_LABELS),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      color: PALETTE.quiet,
      fontSize: 14,
      formatter: (sec: number) => formatClock(sec),
      showMaxLabel: durationSec % niceInterval(durationSec / MAX_TIME_LABELS) === 0,
      alignMinLabel: 'left',
      alignMaxLabel: 'right',
    },
  };
}

/** The least interval of whole seconds or minutes that people count in, not below the one wanted. */
function niceInterval(wantedSec: number): number {
  const nice = [1, 2, 5, 10, 15, 30, 60, 120, 180, 300];
  return nice.find((sec) => sec >= wantedSec) ?? Math.ceil(wantedSec / 300) * 300;
}

/** The emotions that matter, in their own order. */
function worthNaming(windows: readonly WindowDetection[]): Emotion[] {
  return EMOTIONS.filter((emotion) =>
    windows.some(({ probabilities }) => probabilities[emotion] >= WORTH_NAMING),
  );
}

/** Names emotions, and the line of the voice. */
function legend(named: readonly Emotion[]) {
  return {
    bottom: 8,
    left: 'center',
    itemWidth: 12,
    itemHeight: 12,
    itemGap: 10,
    width: WIDTH - SIDES.left - SIDES.right,
    icon: 'roundRect',
    selectedMode: false,
    textStyle: { color: PALETTE.quiet, fontSize: 13 },
    formatter: (name: Emotion | typeof VOICE) => (name === VOICE ? 'Voice' : EMOTION_STYLE[name].label),
    data: [...named, VOICE],
  };
}
