import { EMOTIONS } from '../../src/domain/emotions.js';
import { clipWeights, knownEmotions, type TrainingClip } from './clip-weights.js';
import type { TrainingSettings } from './settings.js';
import type { TrainingSetup, Row } from './fit.js';

/**
 * Training rows, by corpus.
 *
 * @param copies - How many rows a clip gives.
 */
export function rowPools(
  clips: readonly TrainingClip[],
  settings: TrainingSettings,
  copies: (clip: TrainingClip) => number,
): TrainingSetup['pools'] {
  const weights = clipWeights(clips, settings);
  const known = knownEmotions(clips);
  return [...known.entries()].map(([corpus, emotions]) => ({
    share: settings.share[corpus],
    rows: clips.flatMap((clip, i): Row[] =>
      clip.corpus !== corpus
        ? []
        : Array.from({ length: copies(clip) }, (_, copy) => ({
            clip: i,
            copy,
            label: EMOTIONS.indexOf(clip.emotion),
            weight: weights[i]!,
            known: emotions,
          })),
    ),
  }));
}
