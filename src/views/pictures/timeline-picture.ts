import type { EChartsCoreOption } from 'echarts/core';
import type { Detection, WindowDetection } from '../../domain/detection.js';
import { EMOTIONS, ranked, type Emotion } from '../../domain/emotions.js';
import { formatClock } from '../../domain/format.js';
import { checkWindows } from './checks.js';
import { drawSvg, FONT_FAMILY, renderPng } from './drawing.js';
import { inlineEmoji } from './emoji.js';
import { EMOTION_STYLE, PALETTE } from './emotion-style.js';
import { condense } from './condense.js';
import { emotionRuns, midpoint } from './emotion-runs.js';
import { MAX_ALT_TEXT, type Picture } from './picture.js';
import { box, emojiAt, text } from './shapes.js';

const WIDTH = 440;
const MARGIN = 12;
const SIDES = { left: MARGIN, right: MARGIN };
/** Rows from the top: a strip of the leading emotions, their shares, the voice's presence, then time and legend. */
const ROWS = {
  strip: { ...SIDES, top: 12, height: 34 },
  shares: { ...SIDES, top: 54, height: 104 },
  voice: { ...SIDES, top: 164, height: 22 },
};
/** The legend below all that: columns of a mark and a name. */
const LEGEND = { top: 216, columns: 5, columnWidth: 84, rowHeight: 23, mark: 11 };
const EMOJI_SIZE = 22;
/** More windows than this would only be noise, and bytes: they would be narrower than 5 units. */
const MAX_WINDOWS = 80;
/** A label of time needs about this width. */
const MAX_TIME_LABELS = 6;
/** An emotion that never leads, nor reaches this share, is left out of the legend. */
const WORTH_NAMING = 0.2;

/**
 * Emotion over time: which one leads, every one's share, and where there is a voice. For clips of two windows
 * and more.
 */
export async function timelinePicture(detection: Detection): Promise<Picture> {
  return {
    fileName: 'timeline.png',
    png: await renderPng(inlineEmoji(await timelineSvg(detection))),
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
  const legendRows = Math.ceil((named.length + 1) / LEGEND.columns);
  const height = LEGEND.top + legendRows * LEGEND.rowHeight + MARGIN / 2;
  return drawSvg(option({ ...detection, windows }, named), { width: WIDTH, height }).then(crispUnclipped);
}

/**
 * Gives what a grid holds crisp edges instead of a clip. Nothing here reaches beyond its grid, and clipping takes half of
 * resvg's time; smooth edges between eight colours take up to half of the bytes, and show seams.
 */
function crispUnclipped(svg: string): string {
  return svg
    .replace(/clip-path="[^"]*"/g, 'shape-rendering="crispEdges"')
    .replace(/<clipPath[\s\S]*?<\/clipPath>\s*/g, '');
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
    graphic: legend(named),
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
      const block = box({ x, y, width, height, r: Math.min(5, width / 2) }, EMOTION_STYLE[emotion].colour);
      const centre = { x: x + width / 2, y: y + height / 2 };
      const ground = {
        type: 'circle',
        shape: { cx: centre.x, cy: centre.y, r: EMOJI_SIZE / 2 + 2 },
        style: { fill: PALETTE.card },
      };
      const face = emojiAt(centre, EMOJI_SIZE, emotion);
      return { type: 'group', children: width > EMOJI_SIZE + 8 ? [block, ground, face] : [block] };
    },
  };
}

function shares({ windows, durationSec }: Detection) {
  return EMOTIONS.map((emotion) => ({
    type: 'line',
    stack: 'share',
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbol: 'none',
    lineStyle: { width: 0 },
    areaStyle: { color: EMOTION_STYLE[emotion].colour, opacity: 1 },
    data: overTime(windows, durationSec, ({ probabilities }) => probabilities[emotion]),
  }));
}

function voice({ windows, durationSec }: Detection) {
  return {
    type: 'line',
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
  const interval = niceInterval(durationSec / MAX_TIME_LABELS);
  // A label just before the end would reach beyond the picture; one at the end is aligned with it.
  const fits = (sec: number) => sec === durationSec || sec <= durationSec * 0.97;
  return {
    interval,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      color: PALETTE.quiet,
      fontSize: 14,
      formatter: (sec: number) => (fits(sec) ? formatClock(sec) : ''),
      showMaxLabel: durationSec % interval === 0,
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

/** The emotions that lead somewhere or come near it, in their own order. */
function worthNaming(windows: readonly WindowDetection[]): Emotion[] {
  const leaders = windows.map(({ probabilities }) => ranked(probabilities)[0]!.emotion);
  return EMOTIONS.filter(
    (emotion) =>
      leaders.includes(emotion) ||
      windows.some(({ probabilities }) => probabilities[emotion] >= WORTH_NAMING),
  );
}

/** Names emotions and the line of the voice, in columns. */
function legend(named: readonly Emotion[]) {
  const emotions = named.map((emotion) => EMOTION_STYLE[emotion]);
  const entries = [...emotions, { label: 'Voice', colour: PALETTE.text }];
  return entries.flatMap(({ label, colour }, i) => {
    const x = MARGIN + (i % LEGEND.columns) * LEGEND.columnWidth;
    const y = LEGEND.top + (Math.floor(i / LEGEND.columns) + 0.5) * LEGEND.rowHeight;
    const height = label === 'Voice' ? 2 : LEGEND.mark;
    const mark = { x, y: y - height / 2, width: LEGEND.mark, height, r: height / 4 };
    const words = { x: x + LEGEND.mark + 5, y, align: 'left' } as const;
    return [box(mark, colour), text(label, words, { fontSize: 13, fill: PALETTE.quiet })];
  });
}
