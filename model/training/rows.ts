import { EMOTIONS } from '../../src/domain/emotions.js';
import { clipWeights, knownEmotions, type LearningClip } from './clip-weights.js';
import type { LearningSettings } from './settings.js';
import type { Course, Row } from './fit.js';

/**
 * Rows to learn from, by corpus.
 *
 * @param copies - How many rows a clip gives.
 */
export function rowPools(
  clips: readonly LearningClip[],
  settings: LearningSettings,
  copies: (clip: LearningClip) => number,
): Course['pools'] {
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
