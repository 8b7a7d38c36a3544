import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowSlicer, type Window } from '../../../src/detector/windows.js';

/** Ten samples a second, so that a sample's value can be its index. */
const SETTINGS = { wholeSec: 4, windowSec: 4, hopSec: 2, sampleRateHz: 10 };

/** Cuts samples 0, 1, 2... into windows, handed over in pieces of the given sizes, then in one. */
function slice(total: number, pieces: readonly number[] = [], settings = SETTINGS): Window[] {
  const slicer = new WindowSlicer(settings);
  const all = Float32Array.from({ length: total }, (_, i) => i);
  const windows: Window[] = [];
  let at = 0;
  for (const size of [...pieces, total]) {
    windows.push(...slicer.push(all.subarray(at, at + size)));
    at = Math.min(total, at + size);
  }
  windows.push(...slicer.finish());
  return windows;
}

const spans = (windows: Window[]): [number, number][] =>
  windows.map(({ startSec, endSec }) => [startSec, endSec]);

describe('WindowSlicer', () => {
  it.each([
    [1, [[0, 0.1]]],
    [25, [[0, 2.5]]],
    [40, [[0, 4]]],
    [
      41,
      [
        [0, 4],
        [0.1, 4.1],
      ],
    ],
    [
      60,
      [
        [0, 4],
        [2, 6],
      ],
    ],
    [
      75,
      [
        [0, 4],
        [2, 6],
        [3.5, 7.5],
      ],
    ],
  ])('%i samples', (total, expected) => {
    expect(spans(slice(total))).toEqual(expected);
  });

  it.each([
    [70, [[0, 7]]],
    [
      71,
      [
        [0, 3],
        [2, 5],
        [4, 7],
        [4.1, 7.1],
      ],
    ],
    [
      90,
      [
        [0, 3],
        [2, 5],
        [4, 7],
        [6, 9],
      ],
    ],
  ])('%i samples of which 70 may be heard whole, and longer clips in windows of 30', (total, expected) => {
    const settings = { ...SETTINGS, wholeSec: 7, windowSec: 3 };
    const windows = slice(total, [13, 50], settings);
    expect(spans(windows)).toEqual(expected);
    for (const { samples, startSec } of windows) expect(samples[0]).toBeCloseTo(startSec * 10);
  });

  it('an empty clip has no window', () => {
    expect(slice(0)).toEqual([]);
  });

  it('samples are those of the stretch that is named', () => {
    for (const { samples, startSec, endSec } of slice(97, [13, 50])) {
      expect(samples[0]).toBeCloseTo(startSec * 10);
      expect(samples.at(-1)).toBeCloseTo(endSec * 10 - 1);
    }
  });

  it('any way of cutting the clip into pieces gives the same windows, which leave nothing out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 90 })),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 40, max: 100 }),
        (total, pieces, hop, whole) => {
          const settings = { ...SETTINGS, hopSec: hop / 10, wholeSec: whole / 10 };
          const windows = slice(total, pieces, settings);
          expect(windows).toEqual(slice(total, [], settings));
          const heard = new Set(windows.flatMap(({ samples }) => [...samples]));
          expect(heard.size).toBe(total);
          const length = total <= whole ? total : 40;
          expect(windows.every(({ samples }) => samples.length === length)).toBe(true);
          const starts = windows.map(({ startSec }) => startSec);
          expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        },
      ),
    );
  });

  it('windows are copies: neither the piece nor the slicer shares their samples', () => {
    const slicer = new WindowSlicer(SETTINGS);
    const piece = new Float32Array(60).fill(1);
    const [first, second] = [...slicer.push(piece)];
    first!.samples.fill(9);
    expect(second!.samples).toEqual(new Float32Array(40).fill(1));
    expect(piece).toEqual(new Float32Array(60).fill(1));
  });

  it('hands windows out while an hour passes through, one at a time', () => {
    const slicer = new WindowSlicer({ wholeSec: 6, windowSec: 6, hopSec: 3, sampleRateHz: 1000 });
    const piece = new Float32Array(1000);
    let windows = 0;
    for (let second = 0; second < 3600; second += 1) {
      const found = [...slicer.push(piece)];
      expect(found.length).toBeLessThanOrEqual(1);
      windows += found.length;
    }
    expect(slicer.durationSec).toBe(3600);
    expect(windows).toBe(1199);
    expect([...slicer.finish()]).toEqual([]);
  });

  it.each([
    [4, 0],
    [4, 5],
    [0, 0],
    [5, 1],
  ])('refuses windows of %i s every %i s', (windowSec, hopSec) => {
    expect(() => new WindowSlicer({ wholeSec: 4, windowSec, hopSec, sampleRateHz: 10 })).toThrow(RangeError);
  });
});
