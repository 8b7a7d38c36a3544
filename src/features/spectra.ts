import { Meyda } from './meyda.js';
import { copyFrame, frameCount, hann } from './framing.js';
import { FEATURE_SETTINGS, POWER_FLOOR, SPECTRUM_BINS } from './settings.js';

const { fftSize, windowSamples, sampleRateHz } = FEATURE_SETTINGS;

/**
 * Power spectra of all frames, from Meyda.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 * @returns Row-major, shape `[frames, 513]`: `|X|^2 / 640` of the Hann-windowed frame, zero-padded to 1024, at
 *   least `1e-9`.
 * @remarks Meyda knows no frame shorter than its transform, hence window and padding are applied here and Meyda
 *   is told `rect`. Its transform takes a complex signal, so two real frames travel as one (real part and
 *   imaginary part), which halves the work; the transforms are told apart by their symmetry.
 */
export function powerSpectra(pcm: Float32Array): Float32Array {
  const frames = frameCount(pcm.length);
  const spectra = new Float32Array(frames * SPECTRUM_BINS);
  const pair = new FramePair();
  for (let t = 0; t < frames; t += 2) {
    const { real, imag } = pair.transform(pcm, t);
    const first = spectra.subarray(t * SPECTRUM_BINS, (t + 1) * SPECTRUM_BINS);
    const second = spectra.subarray((t + 1) * SPECTRUM_BINS, (t + 2) * SPECTRUM_BINS);
    for (let k = 0; k < SPECTRUM_BINS; k += 1) {
      const mirror = (fftSize - k) % fftSize;
      const evenRe = real[k]! + real[mirror]!;
      const oddIm = imag[k]! - imag[mirror]!;
      const evenIm = imag[k]! + imag[mirror]!;
      const oddRe = real[k]! - real[mirror]!;
      first[k] = Math.max(POWER_FLOOR, (evenRe * evenRe + oddIm * oddIm) / (4 * windowSamples));
      if (second.length > 0) {
        second[k] = Math.max(POWER_FLOOR, (evenIm * evenIm + oddRe * oddRe) / (4 * windowSamples));
      }
    }
  }
  return spectra;
}

const WINDOW = hann(windowSamples);

/** Two neighbouring frames, windowed and padded, as the complex signal that Meyda's transform takes. */
class FramePair {
  readonly #frame = new Float32Array(windowSamples);
  readonly #signal = Object.assign(new Float32Array(fftSize), {
    real: new Float64Array(fftSize),
    imag: new Float64Array(fftSize),
  });

  /** Transforms frame `index` (real part) and the one after it (imaginary part); shapes `[1024]`. */
  transform(pcm: Float32Array, index: number): { real: ArrayLike<number>; imag: ArrayLike<number> } {
    this.#place(pcm, index, this.#signal.real);
    this.#place(pcm, index + 1, this.#signal.imag);
    // Meyda's settings are global; set here so that no other user of Meyda can change our spectra.
    Meyda.bufferSize = fftSize;
    Meyda.sampleRate = sampleRateHz;
    Meyda.windowingFunction = 'rect';
    // For a single feature Meyda answers with that feature itself, which its types do not say.
    const spectrum: unknown = Meyda.extract('complexSpectrum', this.#signal);
    return spectrum as { real: ArrayLike<number>; imag: ArrayLike<number> };
  }

  #place(pcm: Float32Array, index: number, into: Float64Array): void {
    copyFrame(pcm, index, this.#frame);
    for (let i = 0; i < windowSamples; i += 1) into[i] = this.#frame[i]! * WINDOW[i]!;
  }
}
