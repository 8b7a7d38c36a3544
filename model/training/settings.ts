import type { CorpusClip } from '../data/labelled-clips.js';
import type { OptimiserSettings } from './optimiser.js';

/** How one network is trained. */
export interface TrainingSettings {
  epochs: number;
  /** Rows per step. */
  batch: number;
  optimiser: Omit<OptimiserSettings, 'steps'>;
  /** Share of a target that is spread over all classes. */
  smoothing: number;
  /** Share of batches whose rows are mixed in pairs, and the beta distribution's parameter. */
  mixing: { share: number; alpha: number };
  /** How much clips of a corpus count. */
  weight: Readonly<Record<CorpusClip['corpus'], number>>;
  /** How much song counts beside speech. */
  songWeight: number;
  /** Share of a corpus' rows that an epoch takes, drawn anew each time. */
  share: Readonly<Record<CorpusClip['corpus'], number>>;
}

/** The network on functionals. */
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

/** The network on spectrograms. */
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

/** Noise added to standardised functionals: standard deviation. */
export const STATISTICS_NOISE = 0.1;

/** Share of spectrograms that are taken from the clip as recorded, not from a copy over another channel. */
export const CLEAN_SHARE = 0.8;

/** The same with all corpora, and speech and song, counting alike. */
export function evenly(settings: TrainingSettings): TrainingSettings {
  const all = { ravdess: 1, folder: 1, nemo: 1, tess: 1 };
  return { ...settings, weight: all, share: all, songWeight: 1 };
}
