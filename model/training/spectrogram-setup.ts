import { input, model } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { TRACK_COUNT } from '../../src/features/spectrogram.js';
import type { RawSpectrogram } from '../data/example.js';
import { spectrogramNetwork } from '../networks/spectrogram-network.js';
import type { TrainingClip } from './clip-weights.js';
import { rowPools } from './rows.js';
import { evenly } from './settings.js';
import { CLEAN_SHARE, SPECTROGRAM_TRAINING } from './spectrogram-settings.js';
import { augmentSpectrogram, SPECTROGRAM_AUGMENTATION } from './augment-spectrogram.js';
import type { BatchInput, TrainingSetup, SetupOptions } from './fit.js';

const { melBands } = FEATURE_SETTINGS;

/** The network on spectrograms; `bandScale` is what bands are divided by, shape `[64]`. */
export function spectrogramSetup(
  clips: readonly TrainingClip[],
  { seed, isEven }: SetupOptions,
): TrainingSetup & { bandScale: Float32Array } {
  const settings = isEven ? evenly(SPECTROGRAM_TRAINING) : SPECTROGRAM_TRAINING;
  const bandScale = fitBandScale(clips.map(({ example }) => example.spectrograms[0]!));
  const bands = input({ shape: [null, melBands, 1] });
  const tracks = input({ shape: [null, TRACK_COUNT] });
  const presence = input({ shape: [null, 1] });
  const options = { name: 'network', units: EMOTIONS.length, seed };
  return {
    bandScale,
    model: model({
      inputs: [bands, tracks, presence],
      outputs: spectrogramNetwork({ bands, tracks, presence }, options),
    }),
    settings,
    pools: rowPools(clips, settings, () => 1),
    collate: (batch, random) =>
      collateSpectrograms(
        batch.map(({ clip }) => {
          const { spectrograms } = clips[clip]!.example;
          const other = 1 + Math.floor(random.uniform() * (spectrograms.length - 1));
          const isClean = spectrograms.length === 1 || random.uniform() < CLEAN_SHARE;
          return augmentSpectrogram(spectrograms[isClean ? 0 : other]!, random);
        }),
        bandScale,
        SPECTROGRAM_AUGMENTATION.frames,
      ),
  };
}

/** Scales bands and pads spectrograms to the same number of frames. */
export function collateSpectrograms(
  spectrograms: readonly RawSpectrogram[],
  bandScale: Float32Array,
  frames: number,
): BatchInput[] {
  const size = spectrograms.length;
  const bands = new Float32Array(size * frames * melBands);
  const tracks = new Float32Array(size * frames * TRACK_COUNT);
  const presence = new Float32Array(size * frames);
  spectrograms.forEach((spectrogram, i) => {
    const from = i * frames * melBands;
    for (let k = 0; k < spectrogram.bands.length; k += 1) {
      bands[from + k] = spectrogram.bands[k]! / bandScale[k % melBands]!;
    }
    tracks.set(spectrogram.tracks, i * frames * TRACK_COUNT);
    presence.fill(1, i * frames, i * frames + spectrogram.count);
  });
  return [
    { values: bands, shape: [size, frames, melBands, 1] },
    { values: tracks, shape: [size, frames, TRACK_COUNT] },
    { values: presence, shape: [size, frames, 1], isPresence: true },
  ];
}

/** Typical deviation of each band within a clip. */
function fitBandScale(spectrograms: readonly RawSpectrogram[]): Float32Array {
  const variances = new Float64Array(melBands);
  for (const { count, bands } of spectrograms) {
    for (let b = 0; b < melBands; b += 1) {
      let sum = 0;
      let squares = 0;
      for (let t = 0; t < count; t += 1) {
        const value = bands[t * melBands + b]!;
        sum += value;
        squares += value * value;
      }
      variances[b]! += Math.max(0, squares / count - (sum / count) ** 2) / spectrograms.length;
    }
  }
  return Float32Array.from(variances, Math.sqrt);
}
