import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CosineTransform } from '../../../src/features/cosine-transform.js';
import { Fft } from '../../../src/features/fft.js';
import { hzToMel, logMel, melFilterbank, melToHz } from '../../../src/features/mel.js';
import { naturalLogs } from '../../../src/features/natural-logs.js';
import { percentiles } from '../../../src/features/order-statistics.js';
import { lineSlope, parabola } from '../../../src/features/polynomial.js';
import { powerOfPair } from '../../../src/features/power-of-pair.js';
import { powerSpectra } from '../../../src/features/spectra.js';
import {
  deltas,
  deviationWhere,
  meanWhere,
  partMeans,
  percentile,
  sorted,
  standardDeviation,
} from '../../../src/features/statistics.js';

describe('Fft', () => {
  it.each([4, 5, 8, 20, 64, 640, 1280, 2048])('equals the defining sum at %i points', (size) => {
    const x = Float64Array.from({ length: size }, (_, n) => Math.sin(n * n));
    const y = Float64Array.from({ length: size }, (_, n) => Math.cos(3 * n * n));
    const fft = new Fft(size);
    fft.transform(x, y);
    for (const k of [0, 1, 2, 3, Math.floor(size / 2), size - 1]) {
      let [sumRe, sumIm] = [0, 0];
      for (let n = 0; n < size; n += 1) {
        const turn = (-2 * Math.PI * ((k * n) % size)) / size;
        sumRe += x[n]! * Math.cos(turn) - y[n]! * Math.sin(turn);
        sumIm += x[n]! * Math.sin(turn) + y[n]! * Math.cos(turn);
      }
      expect(fft.re[k]).toBeCloseTo(sumRe, 9);
      expect(fft.im[k]).toBeCloseTo(sumIm, 9);
    }
  });

  it('does not modify what it is given', () => {
    const [x, y] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)];
    new Fft(4).transform(x, y);
    expect([...x, ...y]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([0, 2, 3, 100])('refuses %i points', (size) => {
    expect(() => new Fft(size)).toThrow(RangeError);
  });
});

describe('CosineTransform', () => {
  it.each([8, 40, 64, 1280])('equals the defining sum of two even sequences of %i points', (size) => {
    const half = size / 2;
    const first = Float64Array.from({ length: half + 1 }, (_, n) => Math.sin(n * n));
    const second = Float64Array.from({ length: half + 1 }, (_, n) => Math.cos(3 * n * n));
    const given = [first.slice(), second.slice()];
    new CosineTransform(size).transform(first, second);
    [first, second].forEach((found, i) => {
      const x = given[i]!;
      for (const k of [0, 1, half / 2, half - 1, half]) {
        let sum = 0;
        for (let n = 0; n < size; n += 1) {
          sum += x[Math.min(n, size - n)]! * Math.cos((2 * Math.PI * ((k * n) % size)) / size);
        }
        expect(found[k]).toBeCloseTo(sum, 9);
      }
    });
  });

  it('gives the first values alone, the same bits, where no more are wanted', () => {
    const sequence = (): Float64Array => Float64Array.from({ length: 33 }, (_, n) => Math.sin(n * n));
    const transform = new CosineTransform(64);
    const [all, some] = [sequence(), sequence()];
    transform.transform(all, sequence());
    transform.transform(some, sequence(), 10);
    expect(some.subarray(0, 10)).toEqual(all.subarray(0, 10));
  });

  it.each([4, 100])('refuses %i points', (size) => {
    expect(() => new CosineTransform(size)).toThrow(RangeError);
  });
});

it('powerOfPair tells the spectra of two real sequences apart', () => {
  const size = 16;
  const re = Float64Array.from({ length: size }, (_, n) => Math.sin(n * n));
  const im = Float64Array.from({ length: size }, (_, n) => n - 3);
  const alone = [re, im].map((sequence) => {
    const fft = new Fft(size);
    fft.transform(sequence, new Float64Array(size));
    return fft.re.map((value, k) => 2 * (value * value + fft.im[k]! ** 2));
  });
  const [first, second] = [new Float64Array(size / 2 + 1), new Float64Array(size / 2 + 1)];
  const fft = new Fft(size);
  fft.transform(re, im);
  powerOfPair(fft, 2, first, second);
  for (let k = 0; k <= size / 2; k += 1) {
    expect(first[k]).toBeCloseTo(alone[0]![k]!, 9);
    expect(second[k]).toBeCloseTo(alone[1]![k]!, 9);
  }
});

describe('powerSpectra', () => {
  it('a sine of a bin’s frequency peaks at that bin, with a quarter of its window’s power', () => {
    const pcm = Float32Array.from({ length: 8000 }, (_, i) => Math.sin((2 * Math.PI * 100 * i) / 1024));
    const spectrum = powerSpectra(pcm).subarray(10 * 513, 11 * 513);
    expect(spectrum.indexOf(Math.max(...spectrum))).toBe(100);
    // |X|² / 640 with |X| = half the sum of a Hann window of 640 samples.
    expect(spectrum[100]).toBeCloseTo((639 / 4) ** 2 / 640, 1);
  });

  it('silence is the floor, and an odd number of frames has a spectrum for each', () => {
    expect(powerSpectra(new Float32Array(512))).toEqual(new Float32Array(3 * 513).fill(1e-9));
  });
});

describe('melFilterbank', () => {
  it('each filter is a mean of the powers within its edges alone', () => {
    const filterbank = melFilterbank(64);
    const flat = logMel(new Float32Array(513).fill(2), filterbank, 0);
    for (const energy of flat) expect(energy).toBeCloseTo(Math.log(2), 6);
    for (const [bin, isWithin] of [
      [3, false],
      [4, true],
      [486, true],
      [487, false],
    ] as const) {
      const line = new Float32Array(513);
      line[bin] = 1;
      const energies = logMel(line, filterbank, 1e-9);
      expect(energies.some((energy) => energy > Math.log(1e-6))).toBe(isWithin);
    }
  });

  it('what a filter does not take of a bin, its neighbour does', () => {
    const { starts, rising } = melFilterbank(40);
    for (const share of rising.subarray(starts[0], starts[41])) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThan(1);
    }
  });

  it('mel and hertz invert each other', () => {
    for (const hz of [50, 1000, 7600]) expect(melToHz(hzToMel(hz))).toBeCloseTo(hz, 9);
  });

  it('refuses more filters than bins can carry', () => {
    expect(() => melFilterbank(500)).toThrow(RangeError);
  });
});

describe('naturalLogs', () => {
  it('are those of Math.log to the last digit but one that single precision has', () => {
    const positive = fc.float({ min: Math.fround(1e-30), max: Math.fround(1e30), noNaN: true });
    fc.assert(
      fc.property(positive, (value) => {
        const [found] = naturalLogs(Float32Array.of(value));
        const expected = Math.log(value);
        expect(Math.abs(found! - expected)).toBeLessThanOrEqual(1e-10 + 6e-8 * Math.abs(expected));
      }),
    );
  });

  it('take a view and leave it as it is', () => {
    const all = Float32Array.of(7, 1, Math.E, 7);
    const [one, e] = naturalLogs(all.subarray(1, 3));
    expect(one).toBeCloseTo(0, 9);
    expect(e).toBeCloseTo(1, 6);
    expect([...all]).toEqual([...Float32Array.of(7, 1, Math.E, 7)]);
  });
});

describe('percentiles', () => {
  it('are those of the sorted series, whatever it holds', () => {
    const series = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 300,
    });
    const few = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.oneof(series, few), (numbers) => {
        const values = Float64Array.from(numbers);
        const percents = [0, 5, 25, 50, 75, 95, 100];
        const expected = percents.map((percent) => percentile(sorted(values), percent));
        expect(percentiles(values, percents)).toEqual(expected);
      }),
    );
  });

  it('do not modify the series, and are no numbers where there is none', () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const before = values.slice();
    percentiles(values, [50]);
    expect(values).toEqual(before);
    expect(percentiles(new Float64Array(0), [50])).toEqual([NaN]);
  });
});

describe('statistics', () => {
  it('percentiles interpolate and stay between the extremes', () => {
    expect(percentile([1, 2, 3, 4], 50)).toBe(2.5);
    expect(percentile([1, 2, 3, 4], 95)).toBeCloseTo(3.85);
    expect(percentile([7], 5)).toBe(7);
  });

  it('the delta of a line is its slope, the ends apart', () => {
    const line = Float64Array.from({ length: 9 }, (_, t) => 3 * t + 1);
    expect([...deltas(line).subarray(2, 7)]).toEqual([3, 3, 3, 3, 3]);
  });

  it('the parts of a short series take the value at their start', () => {
    expect(partMeans([4, 8], 4)).toEqual([4, 4, 8, 8]);
    expect(partMeans([1, 2, 3, 4, 5, 6], 3)).toEqual([1.5, 3.5, 5.5]);
  });

  it('the deviation is that of a population', () => {
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  });

  it('mean and deviation can be of some values alone', () => {
    const values = Float64Array.of(1, 100, 3, 100);
    const mask = [true, false, true, false];
    expect(meanWhere(values, mask)).toBe(2);
    expect(deviationWhere(values, mask)).toBe(1);
  });
});

describe('polynomials', () => {
  it('find the parabola and the line that made the points', () => {
    const coefficient = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, (a, b, c) => {
        const x = [0, 0.1, 0.25, 0.5, 0.7, 1];
        const [foundA, foundB, foundC] = parabola(
          x,
          x.map((each) => a * each * each + b * each + c),
        );
        expect(foundA).toBeCloseTo(a, 6);
        expect(foundB).toBeCloseTo(b, 6);
        expect(foundC).toBeCloseTo(c, 6);
        expect(
          lineSlope(
            x,
            x.map((each) => b * each + c),
          ),
        ).toBeCloseTo(b, 6);
      }),
    );
  });

  it('a line through one x has no slope', () => {
    expect(lineSlope([1, 1], [0, 5])).toBe(0);
  });
});
