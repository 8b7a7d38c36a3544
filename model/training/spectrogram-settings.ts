import type { TrainingSettings } from './settings.js';

/** How the network on spectrograms is trained. */
export const SPECTROGRAM_TRAINING: TrainingSettings = {
  epochs: 40,
  batch: 32,
  optimiser: { rate: 2e-3, warmUp: 0.1, decay: 0.02, maxGradient: 2, averaging: 0.995 },
  smoothing: 0.1,
  mixing: { share: 0.7, alpha: 0.3 },
  weight: { ravdess: 1, folder: 1, nemo: 0.5, tess: 0.5 },
  songWeight: 1,
  share: { ravdess: 1, folder: 1, nemo: 0.1, tess: 0.1 },
};

/** Share of spectrograms that are taken from the clip as recorded, not from a copy over another channel. */
export const CLEAN_SHARE = 0.8;
