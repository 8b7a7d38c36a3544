import { frameCount, hann, padded } from './framing.js';
import { Meyda } from './meyda.js';
import { powerOfPair } from './power-of-pair.js';
import { FEATURE_SETTINGS, POWER_FLOOR, SPECTRUM_BINS } from './settings.js';

const { fftSize, windowSamples, hopSamples, sampleRateHz } = FEATURE_SETTINGS;

/**
 * Power spectra of all frames, from Meyda.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 * @returns Row-major, shape `[frames, 513]`: `|X|^2 / 640` of the Hann-windowed frame, zero-padded to 1024, at
 *   least `1e-9`.
 * @remarks Meyda knows no frame shorter than its transform, hence window and padding are applied here and Meyda
 *   is told `rect`. Its transform takes a complex signal, so two real frames travel as one, which halves the work.
 */
export function powerSpectra(pcm: Float32Array): Float32Array {
  const frames = frameCount(pcm.length);
  const samples = padded(pcm, windowSamples);
  const spectra = new Float32Array(frames * SPECTRUM_BINS);
  const signal = Object.assign(new Float32Array(fftSize), {
    real: new Float64Array(fftSize),
    imag: new Float64Array(fftSize),
  });
  const first = new Float64Array(SPECTRUM_BINS);
  const second = new Float64Array(SPECTRUM_BINS);
  for (let t = 0; t < frames; t += 2) {
    placeFrame(samples, t, signal.real);
    placeFrame(samples, t + 1, signal.imag);
    const { real, imag } = transform(signal);
    powerOfPair(real, imag, 1 / windowSamples, first, second);
    placeSpectrum(first, spectra, t);
    if (t + 1 < frames) placeSpectrum(second, spectra, t + 1);
  }
  return spectra;
}

const WINDOW = hann(windowSamples);

function placeFrame(samples: Float32Array, t: number, into: Float64Array): void {
  const start = t * hopSamples;
  for (let i = 0; i < windowSamples; i += 1) into[i] = samples[start + i]! * WINDOW[i]!;
}

function placeSpectrum(power: Float64Array, into: Float32Array, t: number): void {
  const row = t * SPECTRUM_BINS;
  for (let k = 0; k < SPECTRUM_BINS; k += 1) into[row + k] = Math.max(POWER_FLOOR, power[k]!);
}

/** A complex sequence; shapes `[1024]`. */
interface Complex {
  real: Float64Array;
  imag: Float64Array;
}

/** Meyda's Fourier transform, which takes a complex signal where the samples carry one. */
function transform(signal: Float32Array & Complex): Complex {
  // Meyda's settings are global; set here so that no other user of Meyda can change our spectra.
  Meyda.bufferSize = fftSize;
  Meyda.sampleRate = sampleRateHz;
  Meyda.windowingFunction = 'rect';
  // For a single feature Meyda answers with that feature itself, which its types do not say.
  const spectrum: unknown = Meyda.extract('complexSpectrum', signal);
  return spectrum as Complex;
}
