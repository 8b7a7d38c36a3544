import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowSlicer, type Window } from '../../../src/detector/windows.js';
import { noise, voice } from '../../helpers/synthetic-voice.js';

const RATE = 16_000;
const SETTINGS = { wholeSec: 6, pieceSec: 1.5, minSec: 0.5 };

/** Cuts a clip that arrives in pieces of the given sizes over and over. */
function slice(clip: Float32Array, sizes: readonly number[] = [RATE]): Window[] {
  const slicer = new WindowSlicer(SETTINGS);
  const windows: Window[] = [];
  for (let at = 0, piece = 0; at < clip.length; piece += 1) {
    const size = sizes[piece % sizes.length]!;
    windows.push(...slicer.push(clip.subarray(at, at + size)));
    at += size;
  }
  return [...windows, ...slicer.finish()];
}

/** Voices of the given lengths with silence of the given lengths between and around them, in seconds. */
function talk(parts: readonly { speakSec?: number; silentSec?: number }[]): Float32Array {
  const sounds = parts.map(({ speakSec, silentSec }) =>
    speakSec === undefined
      ? noise({ durationSec: silentSec!, peak: 0.0005 })
      : voice({ durationSec: speakSec, pauseShare: 0.1 }),
  );
  const clip = new Float32Array(sounds.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sound of sounds) {
    clip.set(sound, at);
    at += sound.length;
  }
  return clip;
}

const speak = (speakSec: number) => ({ speakSec });
const rest = (silentSec: number) => ({ silentSec });

/** A matcher would take seconds for a clip. */
const isSame = (a: Float32Array, b: Float32Array) =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

/** Spans, to a tenth of a second. */
const spans = (windows: readonly Window[]): [number, number][] =>
  windows.map(({ startSec, endSec }) => [Math.round(10 * startSec) / 10, Math.round(10 * endSec) / 10]);

describe('WindowSlicer', () => {
  it.each([0.1, 2, 6])('leaves a clip of %s s whole', (durationSec) => {
    const [window, ...more] = slice(voice({ durationSec }));
    expect(window).toMatchObject({ startSec: 0, endSec: durationSec });
    expect(isSame(window!.samples, voice({ durationSec }))).toBe(true);
    expect(more).toEqual([]);
  });

  it('cuts where somebody pauses, and leaves silence out', () => {
    const windows = slice(talk([rest(1), speak(3), rest(0.8), speak(2.5), rest(3), speak(4), rest(5)]));
    const expected = [
      [1, 4],
      [4.8, 7.3],
      [10.3, 14.3],
    ];
    expect(windows).toHaveLength(3);
    for (const [i, { startSec, endSec }] of windows.entries()) {
      expect(Math.abs(startSec - expected[i]![0]!)).toBeLessThan(0.25);
      expect(Math.abs(endSec - expected[i]![1]!)).toBeLessThan(0.25);
    }
  });

  it('hears as one what fits in one window once the silence is gone', () => {
    expect(slice(talk([rest(4), speak(2), rest(0.5), speak(2), rest(4)]))).toHaveLength(1);
  });

  it('cuts somebody who does not pause before a window is full, and nothing counts twice', () => {
    const clip = talk([speak(20)]);
    const windows = slice(clip);
    expect(windows.length).toBeGreaterThanOrEqual(4);
    for (const [i, { endSec }] of windows.entries()) {
      if (windows[i + 1]) expect(windows[i + 1]!.startSec).toBeGreaterThanOrEqual(endSec);
    }
    const heardSec = windows.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
    expect(heardSec).toBeGreaterThan(18);
  });

  it('samples are those of the stretch that is named', () => {
    const clip = talk([speak(5), rest(1), speak(7), rest(2), speak(3)]);
    for (const { samples, startSec, endSec } of slice(clip)) {
      const expected = clip.slice(Math.round(startSec * RATE), Math.round(endSec * RATE));
      expect(isSame(samples, expected)).toBe(true);
    }
  });

  it('an empty clip has no window, nor has a long silence', () => {
    expect(slice(new Float32Array(0))).toEqual([]);
    expect(slice(new Float32Array(60 * RATE))).toEqual([]);
  });

  it('finds a word at the very end of a long silence, in a window that is long enough', () => {
    for (const wordSec of [0.2, 0.4]) {
      const [window, ...more] = slice(talk([rest(24 - wordSec), speak(wordSec)]));
      expect(more).toEqual([]);
      expect(window!.endSec).toBe(24);
      expect(window!.endSec - window!.startSec).toBeGreaterThanOrEqual(SETTINGS.minSec);
    }
  });

  it('an offset, a gain or the other polarity changes no cut', () => {
    const clip = talk([speak(5), rest(1), speak(7), rest(2), speak(3)]);
    const plain = spans(slice(clip));
    expect(spans(slice(clip.map((sample) => sample + 0.05)))).toEqual(plain);
    expect(spans(slice(clip.map((sample) => -0.1 * sample)))).toEqual(plain);
  });

  it('however the clip arrives, windows are the same, apart, in order and of the right length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 99, max: 3 * RATE }), { minLength: 1, maxLength: 5 }),
        fc.array(
          fc.record({
            speakSec: fc.integer({ min: 1, max: 90 }),
            silentSec: fc.integer({ min: 1, max: 90 }),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        (sizes, parts) => {
          const clip = talk(
            parts.flatMap(({ speakSec, silentSec }) => [speak(speakSec / 10), rest(silentSec / 10)]),
          );
          const windows = slice(clip, sizes);
          expect(spans(windows)).toEqual(spans(slice(clip, [clip.length])));
          if (clip.length <= 6 * RATE) return;
          for (const [i, { startSec, endSec }] of windows.entries()) {
            expect(endSec - startSec).toBeGreaterThanOrEqual(SETTINGS.minSec);
            expect(endSec - startSec).toBeLessThanOrEqual(SETTINGS.wholeSec);
            expect(startSec).toBeGreaterThanOrEqual(windows[i - 1]?.endSec ?? 0);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('windows are copies: neither the piece nor the slicer shares their samples', () => {
    const slicer = new WindowSlicer(SETTINGS);
    const clip = talk([speak(5), rest(1), speak(7), rest(2), speak(3)]);
    const before = clip.slice();
    for (const { samples } of [...slicer.push(clip), ...slicer.finish()]) samples.fill(9);
    expect(isSame(clip, before)).toBe(true);
  });

  it.each([
    [4, 0, 0],
    [4, 1, 2],
    [4, 3, 1],
  ])('refuses windows of %i s in pieces of %i s and at least %i s', (wholeSec, pieceSec, minSec) => {
    expect(() => new WindowSlicer({ wholeSec, pieceSec, minSec })).toThrow(RangeError);
  });
});
