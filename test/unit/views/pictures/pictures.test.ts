import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import { combineWindows, type Detection, type WindowDetection } from '../../../../src/domain/detection.js';
import { EMOTIONS, toProbabilities, type Emotion } from '../../../../src/domain/emotions.js';
import {
  detectionAltText,
  detectionPicture,
  detectionSvg,
} from '../../../../src/views/pictures/detection-picture.js';
import { condense } from '../../../../src/views/pictures/condense.js';
import { emotionRuns } from '../../../../src/views/pictures/emotion-runs.js';
import { EMOTION_STYLE, PALETTE } from '../../../../src/views/pictures/emotion-style.js';
import { MAX_ALT_TEXT } from '../../../../src/views/pictures/picture.js';
import {
  timelineAltText,
  timelinePicture,
  timelineSvg,
} from '../../../../src/views/pictures/timeline-picture.js';
import { detection, probabilities, windowDetection } from '../../../helpers/builders.js';

const MAX_BYTES = 100 * 1024;

/** Emoji make up most of the bytes and say nothing of the layout. */
const withoutEmoji = (svg: string) => svg.replace(/data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+/g, 'emoji');

/** A clip of 2-second steps in which the given emotions lead one after the other. */
function long(leaders: readonly Emotion[]): Detection {
  const windows = leaders.map((emotion, i): WindowDetection =>
    windowDetection({
      startSec: 2 * i,
      endSec: 2 * i + 4,
      probabilities: probabilities({ [emotion]: 0.6 }),
      voiceActivity: (i % 5) / 5,
    }),
  );
  return detection({ windows, durationSec: 2 * leaders.length + 2 });
}

/** A clip in which no window agrees with the one before. */
const restless = (count: number) => long(Array.from({ length: count }, (_, i) => EMOTIONS[(i * 7) % 8]!));

/** A clip in which nothing follows from anything: the most that a picture may have to hold. */
function noise(count: number): Detection {
  const { uniform: random } = createRandom('noise');
  const windows = restless(count).windows.map((window) => {
    const weights = EMOTIONS.map(() => Math.exp(5 * random()));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const shares = toProbabilities(weights.map((weight) => weight / sum));
    return { ...window, probabilities: shares, voiceActivity: random() };
  });
  return detection({ windows, durationSec: 2 * count + 2 });
}

function pngSize(png: Buffer) {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

/** WCAG 2.2 contrast ratio of two colours given as #rrggbb. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r, g, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe('the style of emotions', () => {
  it('is different for each, and readable on the card', () => {
    const styles = EMOTIONS.map((emotion) => EMOTION_STYLE[emotion]);
    for (const key of ['label', 'emoji', 'colour'] as const) {
      expect(new Set(styles.map((style) => style[key])).size).toBe(EMOTIONS.length);
    }
    const inks = [...styles.map(({ colour }) => colour), PALETTE.text, PALETTE.quiet];
    for (const ink of inks) expect(contrast(ink, PALETTE.card)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the detection picture', () => {
  const clear = detection();
  const unsure = detection({
    emotion: 'sad',
    runnerUp: 'calm',
    confidence: 'unsure',
    probabilities: probabilities({ sad: 0.34, calm: 0.31 }),
  });
  const allEqual = detection({ confidence: 'unsure', probabilities: toProbabilities(Array(8).fill(1 / 8)) });
  const certain = detection({ probabilities: probabilities({ angry: 1 }) });

  it.each([
    ['clear', clear],
    ['unsure', unsure],
    ['all-equal', allEqual],
    ['certain', certain],
  ])('is drawn as before: %s', async (name, shown) => {
    await expect(withoutEmoji(await detectionSvg(shown))).toMatchFileSnapshot(`golden/emotion-${name}.svg`);
  });

  it('is the same bytes for the same detection', async () => {
    const { png } = await detectionPicture(clear);
    expect(pngSize(png)).toEqual({ width: 880, height: 604 });
    expect((await detectionPicture(clear)).png.equals(png)).toBe(true);
  });

  it.each([
    ['clear', clear],
    ['unsure', unsure],
    ['all-equal', allEqual],
    ['certain', certain],
  ])('is small: %s', async (_, shown) => {
    expect((await detectionPicture(shown)).png.length).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('says the same in words', () => {
    expect(detectionAltText(clear)).toMatch(/^Happy 70 %, Surprised 10 %, Neutral 3 %/);
    expect(detectionAltText(unsure)).toMatch(/^Unsure: Sad 34 %, Calm 31 %/);
  });

  it('draws no impossible probability', () => {
    expect(() => detectionSvg(detection({ probabilities: probabilities({ sad: NaN }) }))).toThrow(RangeError);
  });
});

describe('emotion runs', () => {
  it('tile the clip, neighbours that agree made one', () => {
    expect(emotionRuns(long(['sad', 'sad', 'calm', 'happy']))).toEqual([
      { emotion: 'sad', startSec: 0, endSec: 5 },
      { emotion: 'calm', startSec: 5, endSec: 7 },
      { emotion: 'happy', startSec: 7, endSec: 10 },
    ]);
  });
});

describe('condensing', () => {
  it('leaves few windows alone, and makes neighbours of many their mean', () => {
    const few = long(['sad', 'calm', 'happy']).windows;
    expect(condense(few, 3)).toEqual(few);
    const [first, second, ...more] = condense(few, 2);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ startSec: 0, endSec: 6 });
    // Nobody speaks in the first of them, so that it weighs nothing, as in the whole clip's answer.
    expect(first!.probabilities).toEqual(combineWindows(few.slice(0, 2)));
    expect(first!.probabilities.sad).toBeCloseTo(0.4 / 7, 6);
    expect(first!.voiceActivity).toBeCloseTo((4 * 0.2) / 6, 6);
    expect(second).toEqual({ ...few[2], probabilities: combineWindows([few[2]!]) });
  });
});

describe('the timeline', () => {
  it.each([
    ['two-windows', long(['sad', 'happy'])],
    ['nine-windows', long(['sad', 'sad', 'calm', 'happy', 'happy', 'surprised', 'happy', 'angry', 'angry'])],
  ])('is drawn as before: %s', async (name, shown) => {
    await expect(withoutEmoji(await timelineSvg(shown))).toMatchFileSnapshot(`golden/timeline-${name}.svg`);
  });

  it('draws no impossible window, and none at all', () => {
    const impossible = windowDetection({ probabilities: probabilities({ sad: NaN }) });
    expect(() => timelineSvg(detection({ windows: [impossible] }))).toThrow(RangeError);
    expect(() => timelineSvg(detection({ windows: [] }))).toThrow(RangeError);
  });

  it.each([2, 16, 40, 60, 80, 110, 449])('stays small for %i windows of pure noise', async (count) => {
    expect((await timelinePicture(noise(count))).png.length).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('has no label of time that would reach beyond the picture', async () => {
    const windows = long(['sad', 'calm']).windows;
    expect(await timelineSvg(detection({ windows, durationSec: 60 }))).toContain('>1:00<');
    expect(await timelineSvg(detection({ windows, durationSec: 60.4 }))).not.toContain('>1:00<');
  });

  it('has a second row of names where one does not hold them', async () => {
    const height = async (shown: Detection) => pngSize((await timelinePicture(shown)).png).height;
    expect(await height(restless(2))).toBe(490);
    expect(await height(restless(8))).toBe(536);
  });

  it('names every emotion that leads somewhere, however narrowly', async () => {
    const windows = [windowDetection({ probabilities: probabilities({ angry: 0.19 }) })];
    const svg = await timelineSvg(detection({ windows }));
    expect(svg).toContain('>Angry<');
    expect(svg).not.toContain('>Happy<');
  });

  it('says the same in words, as far as there is room', () => {
    expect(timelineAltText(long(['sad', 'calm', 'calm']))).toBe(
      'Emotion over time: Sad 0:00 to 0:03, Calm 0:03 to 0:08',
    );
    const text = timelineAltText(restless(449));
    expect(text.length).toBeLessThanOrEqual(MAX_ALT_TEXT);
    expect(text).toMatch(/, …$/);
  });
});
