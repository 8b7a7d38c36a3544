import type { TrainingSettings } from './settings.js';

/** How the network on functionals is trained. */
export const STATISTICS_TRAINING: TrainingSettings = {
  epochs: 8,
  batch: 256,
  optimiser: { rate: 2e-3, warmUp: 0.3, decay: 0.1, maxGradient: 10, averaging: 0.98 },
  smoothing: 0.1,
  mixing: { share: 1, alpha: 0.4 },
  weight: { ravdess: 1, folder: 1, nemo: 0.3, tess: 0.3 },
  songWeight: 0.4,
  share: { ravdess: 1, folder: 1, nemo: 0.8, tess: 0.4 },
};

/** Noise added to standardised functionals: standard deviation. */
export const STATISTICS_NOISE = 0.1;
