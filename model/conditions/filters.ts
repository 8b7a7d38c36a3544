import { FEATURE_SETTINGS } from '../../src/features/settings.js';

const { sampleRateHz } = FEATURE_SETTINGS;

/** Taps of the band-pass (64 ms): its edges are about 50 Hz wide. */
const BAND_PASS_TAPS = 1023;
/** Taps of the equaliser (16 ms), and points at which its gain is laid down. */
const EQUALISER_TAPS = 255;
const EQUALISER_POINTS = 512;

/**
 * A filter that keeps one band: the difference of two low-passes, Hamming's window over an ideal response
 * (Oppenheim and Schafer). Half the amplitude is left at either edge, and less than 1/400 some 30 Hz outside.
 *
 * @param lowHz - Lower edge, in Hz.
 * @param highHz - Upper edge, in Hz, below 8,000.
 * @returns Symmetric, shape `[1023]`.
 */
export function bandPass(lowHz: number, highHz: number): Float64Array {
  const middle = (BAND_PASS_TAPS - 1) / 2;
  return Float64Array.from({ length: BAND_PASS_TAPS }, (_, i) => {
    const hamming = 0.54 - 0.46 * Math.cos((Math.PI * i) / middle);
    return hamming * (lowPassAt(i - middle, highHz) - lowPassAt(i - middle, lowHz));
  });
}

/** Impulse response of the ideal low-pass, at a distance from its middle in samples. */
function lowPassAt(distance: number, edgeHz: number): number {
  const edge = (2 * edgeHz) / sampleRateHz;
  return distance === 0 ? edge : Math.sin(Math.PI * edge * distance) / (Math.PI * distance);
}

/**
 * A filter whose gain runs smoothly through given values, one for each octave from `lowestHz` upwards: a cosine
 * from one to the next, level outside them.
 *
 * @param gainsDb - In dB, at `lowestHz`, twice that, and so on; at least one.
 * @returns Symmetric, shape `[255]`.
 */
export function equaliser(gainsDb: readonly number[], lowestHz: number): Float64Array {
  const amplitudes = Float64Array.from({ length: EQUALISER_POINTS / 2 + 1 }, (_, k) => {
    const hz = Math.max(1, (k * sampleRateHz) / EQUALISER_POINTS);
    return 10 ** (between(gainsDb, Math.log2(hz / lowestHz)) / 20);
  });
  const middle = (EQUALISER_TAPS - 1) / 2;
  const half = Float64Array.from({ length: middle + 1 }, (_, distance) => {
    const hann = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (middle + 1));
    return (hann * cosineSum(amplitudes, distance)) / EQUALISER_POINTS;
  });
  return Float64Array.from({ length: EQUALISER_TAPS }, (_, i) => half[Math.abs(i - middle)]!);
}

/** Inverse Fourier transform of a real, even spectrum, at one sample. */
function cosineSum(amplitudes: Float64Array, sample: number): number {
  const last = amplitudes.length - 1;
  let sum = amplitudes[0]! + amplitudes[last]! * Math.cos(Math.PI * sample);
  for (let k = 1; k < last; k += 1) sum += 2 * amplitudes[k]! * Math.cos((Math.PI * k * sample) / last);
  return sum;
}

function between(values: readonly number[], position: number): number {
  const at = Math.max(0, Math.min(values.length - 1, position));
  const before = Math.floor(at);
  const share = 0.5 - 0.5 * Math.cos(Math.PI * (at - before));
  return values[before]! * (1 - share) + (values[before + 1] ?? values[before]!) * share;
}
