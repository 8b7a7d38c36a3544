import { input, model } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { TRACK_COUNT } from '../../src/features/spectrogram.js';
import { spectrogramNetwork } from '../networks/spectrogram-network.js';
import type { LearningClip } from './clip-weights.js';
import { rowPools } from './rows.js';
import { CLEAN_SHARE, evenly, SPECTROGRAM_LEARNING } from './settings.js';
import { augmentPicture, SPECTROGRAM_AUGMENTATION, type Picture } from './augment-spectrogram.js';
import type { BatchInput, Course, CourseOptions } from './fit.js';

const { melBands } = FEATURE_SETTINGS;

/** The network on spectrograms; `bandScale` is what bands are divided by, shape `[64]`. */
export function spectrogramCourse(
  clips: readonly LearningClip[],
  { seed, isEven }: CourseOptions,
): Course & { bandScale: Float32Array } {
  const settings = isEven ? evenly(SPECTROGRAM_LEARNING) : SPECTROGRAM_LEARNING;
  const bandScale = fitBandScale(clips.map(({ example }) => example.pictures[0]!));
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
      collatePictures(
        batch.map(({ clip }) => {
          const { pictures } = clips[clip]!.example;
          const other = 1 + Math.floor(random.uniform() * (pictures.length - 1));
          const isClean = pictures.length === 1 || random.uniform() < CLEAN_SHARE;
          return augmentPicture(pictures[isClean ? 0 : other]!, random);
        }),
        bandScale,
        SPECTROGRAM_AUGMENTATION.frames,
      ),
  };
}

/** Scales bands and pads pictures to the same number of frames. */
export function collatePictures(
  pictures: readonly Picture[],
  bandScale: Float32Array,
  frames: number,
): BatchInput[] {
  const size = pictures.length;
  const bands = new Float32Array(size * frames * melBands);
  const tracks = new Float32Array(size * frames * TRACK_COUNT);
  const presence = new Float32Array(size * frames);
  pictures.forEach((picture, i) => {
    const from = i * frames * melBands;
    for (let k = 0; k < picture.bands.length; k += 1) {
      bands[from + k] = picture.bands[k]! / bandScale[k % melBands]!;
    }
    tracks.set(picture.tracks, i * frames * TRACK_COUNT);
    presence.fill(1, i * frames, i * frames + picture.count);
  });
  return [
    { values: bands, shape: [size, frames, melBands, 1] },
    { values: tracks, shape: [size, frames, TRACK_COUNT] },
    { values: presence, shape: [size, frames, 1], isPresence: true },
  ];
}

/** Typical deviation of each band within a clip. */
function fitBandScale(pictures: readonly Picture[]): Float32Array {
  const variances = new Float64Array(melBands);
  for (const { count, bands } of pictures) {
    for (let b = 0; b < melBands; b += 1) {
      let sum = 0;
      let squares = 0;
      for (let t = 0; t < count; t += 1) {
        const value = bands[t * melBands + b]!;
        sum += value;
        squares += value * value;
      }
      variances[b]! += Math.max(0, squares / count - (sum / count) ** 2) / pictures.length;
    }
  }
  return Float32Array.from(variances, Math.sqrt);
}
