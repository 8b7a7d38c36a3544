import { Fft } from './fft.js';
import { frameCount, hann, padded } from './framing.js';
import { powerOfPair } from './power-of-pair.js';
import { FEATURE_SETTINGS, POWER_FLOOR, SPECTRUM_BINS } from './settings.js';

const { fftSize, windowSamples, hopSamples } = FEATURE_SETTINGS;

const WINDOW = hann(windowSamples);
const FFT = new Fft(fftSize);

/**
 * Power spectra of all frames.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 * @returns Row-major, shape `[frames, 513]`: `|X|^2 / 640` of the Hann-windowed frame, zero-padded to 1024, at
 *   least `1e-9`.
 * @remarks The same, bit for bit, as from Meyda's `complexSpectrum`, to which a test holds it; Meyda's transform is of any
 *   size and takes nearly three times as long. Two real frames travel as one complex signal, which halves the work.
 */
export function powerSpectra(pcm: Float32Array): Float32Array {
  const frames = frameCount(pcm.length);
  const samples = padded(pcm, windowSamples);
  const spectra = new Float32Array(frames * SPECTRUM_BINS);
  const re = new Float64Array(fftSize);
  const im = new Float64Array(fftSize);
  const first = new Float64Array(SPECTRUM_BINS);
  const second = new Float64Array(SPECTRUM_BINS);
  for (let t = 0; t < frames; t += 2) {
    placeFrames(samples, t, re, im);
    FFT.transform(re, im);
    powerOfPair(FFT, 1 / windowSamples, first, second);
    placeSpectrum(first, spectra, t);
    if (t + 1 < frames) placeSpectrum(second, spectra, t + 1);
  }
  return spectra;
}

/** Writes frames `t` and `t + 1`, windowed; the zeros that follow them stay. */
function placeFrames(samples: Float32Array, t: number, first: Float64Array, second: Float64Array): void {
  const start = t * hopSamples;
  for (let i = 0; i < windowSamples; i += 1) {
    const weight = WINDOW[i]!;
    first[i] = samples[start + i]! * weight;
    second[i] = samples[start + hopSamples + i]! * weight;
  }
}

function placeSpectrum(power: Float64Array, into: Float32Array, t: number): void {
  const row = t * SPECTRUM_BINS;
  for (let k = 0; k < SPECTRUM_BINS; k += 1) into[row + k] = Math.max(POWER_FLOOR, power[k]!);
}
