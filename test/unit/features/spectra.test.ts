import { describe, expect, it } from 'vitest';
import { frameCount, hann } from '../../../src/features/framing.js';
import { Meyda } from '../../../src/features/meyda.js';
import { FEATURE_SETTINGS, POWER_FLOOR, SPECTRUM_BINS } from '../../../src/features/settings.js';
import { powerSpectra } from '../../../src/features/spectra.js';
import { createRandom } from '../../../model/numerics/random.js';
import { syntheticVoice } from './synthetic-voice.js';

const { fftSize, windowSamples, hopSamples, sampleRateHz } = FEATURE_SETTINGS;
const WINDOW = hann(windowSamples);

/** A frame's windowed samples in the middle of nothing else, as Meyda is given them. */
function frame(pcm: Float32Array, t: number): Float64Array {
  const out = new Float64Array(fftSize);
  for (let i = 0; i < windowSamples; i += 1) {
    out[i] = (pcm[t * hopSamples - windowSamples / 2 + i] ?? 0) * WINDOW[i]!;
  }
  return out;
}

/** The spectra by Meyda's own transform, which takes two frames as one complex signal. */
function spectraByMeyda(pcm: Float32Array): Float32Array {
  Object.assign(Meyda, { bufferSize: fftSize, sampleRate: sampleRateHz, windowingFunction: 'rect' });
  const frames = frameCount(pcm.length);
  const spectra = new Float32Array(frames * SPECTRUM_BINS);
  for (let t = 0; t < frames; t += 2) {
    const signal = Object.assign(new Float32Array(fftSize), {
      real: frame(pcm, t),
      imag: frame(pcm, t + 1),
    });
    const { real, imag } = Meyda.extract('complexSpectrum', signal) as unknown as {
      real: Float64Array;
      imag: Float64Array;
    };
    for (let k = 0; k < SPECTRUM_BINS; k += 1) {
      const mirror = (fftSize - k) % fftSize;
      const [evenRe, oddRe] = [real[k]! + real[mirror]!, real[k]! - real[mirror]!];
      const [evenIm, oddIm] = [imag[k]! + imag[mirror]!, imag[k]! - imag[mirror]!];
      const powers = [evenRe ** 2 + oddIm ** 2, evenIm ** 2 + oddRe ** 2];
      powers.forEach((power, which) => {
        if (t + which >= frames) return;
        spectra[(t + which) * SPECTRUM_BINS + k] = Math.max(POWER_FLOOR, power / 4 / windowSamples);
      });
    }
  }
  return spectra;
}

describe('power spectra', () => {
  const random = createRandom('spectra');
  const signals = {
    'a voice': syntheticVoice(),
    noise: Float32Array.from({ length: 48_001 }, () => random.normal(0, 0.2)),
    'noise of one bit': Float32Array.from({ length: 8_000 }, () => (random.uniform() < 0.5 ? -1 : 1)),
    silence: new Float32Array(9_000),
  };

  it.each(Object.entries(signals))("of %s are those of Meyda's transform", (_, pcm) => {
    expect(powerSpectra(pcm)).toEqual(spectraByMeyda(pcm));
  });

  it('do not modify the samples', () => {
    const pcm = syntheticVoice();
    const before = pcm.slice();
    powerSpectra(pcm);
    expect(pcm).toEqual(before);
  });
});
