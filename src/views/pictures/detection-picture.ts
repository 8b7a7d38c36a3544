import type { EChartsCoreOption } from 'echarts/core';
import type { Detection } from '../../domain/detection.js';
import { ranked, type Emotion } from '../../domain/emotions.js';
import { formatPercent } from '../../domain/format.js';
import { checkProbabilities } from './checks.js';
import { drawSvg, renderPng } from './drawing.js';
import { inlineEmoji } from './emoji.js';
import { EMOTION_STYLE, PALETTE } from './emotion-style.js';
import type { Picture } from './picture.js';
import { box, emojiAt, text } from './shapes.js';

const WIDTH = 440;
const MARGIN = 12;
/** Places of a row's parts, from the left. */
const COLUMNS = { emoji: 36, name: 62, bar: 178, barEnd: 344, percent: 420 };
/** The lead is larger in every way, and on a ground of its own. */
const LEAD = {
  height: 46,
  emoji: 30,
  bar: 22,
  font: { fontSize: 21, fontWeight: 'bold', fill: PALETTE.text },
};
const REST = { height: 32, emoji: 22, bar: 12, font: { fontSize: 16, fill: PALETTE.quiet } };
/** Between the leaders and the rest. */
const GAP = 8;

interface Row {
  emotion: Emotion;
  probability: number;
  isLead: boolean;
  /** The row's top and height, in units of the picture. */
  top: number;
  height: number;
}

/**
 * Eight bars in order of probability, the lead set off; where the detection is unsure, both leaders alike.
 *
 * @throws {RangeError} if a probability is not within [0, 1] (our mistake).
 */
export async function detectionPicture(detection: Detection): Promise<Picture> {
  return {
    fileName: 'emotion.png',
    png: await renderPng(inlineEmoji(await detectionSvg(detection))),
    altText: detectionAltText(detection),
  };
}

export function detectionAltText({ probabilities, confidence }: Detection): string {
  const bars = ranked(probabilities).map(
    ({ emotion, probability }) => `${EMOTION_STYLE[emotion].label} ${formatPercent(probability)}`,
  );
  return `${confidence === 'unsure' ? 'Unsure: ' : ''}${bars.join(', ')}`;
}

export function detectionSvg(detection: Detection): Promise<string> {
  checkProbabilities(detection.probabilities);
  const rows = layOut(detection);
  const { top, height } = rows.at(-1)!;
  return drawSvg(option(rows), { width: WIDTH, height: top + height + MARGIN });
}

function layOut({ probabilities, confidence }: Detection): Row[] {
  const leaders = confidence === 'unsure' ? 2 : 1;
  let top = MARGIN;
  return ranked(probabilities).map((bar, place) => {
    const isLead = place < leaders;
    if (place === leaders) top += GAP;
    const row = { ...bar, isLead, top, height: (isLead ? LEAD : REST).height };
    top += row.height;
    return row;
  });
}

function option(rows: readonly Row[]): EChartsCoreOption {
  return {
    backgroundColor: PALETTE.card,
    graphic: [ground(rows.filter(({ isLead }) => isLead)), ...rows.flatMap(parts)],
  };
}

/** The panel that the leading emotions stand on. */
function ground(leaders: readonly Row[]) {
  const height = leaders.reduce((sum, row) => sum + row.height, 0);
  return box({ x: MARGIN, y: leaders[0]!.top, width: WIDTH - 2 * MARGIN, height, r: 8 }, PALETTE.raised);
}

/** One row: emoji, name, bar on its track, and figure. */
function parts({ emotion, probability, isLead, top, height }: Row) {
  const { label, colour } = EMOTION_STYLE[emotion];
  const size = isLead ? LEAD : REST;
  const middle = top + height / 2;
  const track = {
    x: COLUMNS.bar,
    y: middle - size.bar / 2,
    width: COLUMNS.barEnd - COLUMNS.bar,
    height: size.bar,
    r: size.bar / 4,
  };
  const length = track.width * probability;
  return [
    emojiAt({ x: COLUMNS.emoji, y: middle }, size.emoji, emotion),
    text(label, { x: COLUMNS.name, y: middle, align: 'left' }, size.font),
    box(track, isLead ? PALETTE.card : PALETTE.track),
    box({ ...track, width: length, r: Math.min(track.r, length / 2) }, colour),
    text(formatPercent(probability), { x: COLUMNS.percent, y: middle, align: 'right' }, size.font),
  ];
}
