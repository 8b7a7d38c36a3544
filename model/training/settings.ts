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

/** Settings with which all corpora, and speech and song, count alike. */
export function evenly(settings: TrainingSettings): TrainingSettings {
  const all = { ravdess: 1, folder: 1, nemo: 1, tess: 1 };
  return { ...settings, weight: all, share: all, songWeight: 1 };
}
