import { EMOTIONS } from '../../src/domain/emotions.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { Example } from '../data/example.js';
import type { TrainingSettings } from './settings.js';

/** A clip to train on. */
export interface TrainingClip extends Pick<CorpusClip, 'corpus' | 'channel' | 'emotion' | 'speaker'> {
  example: Example;
}

/** Which emotions a corpus has: of others its clips say nothing, be it yes or no. */
export function knownEmotions(clips: readonly TrainingClip[]): Map<CorpusClip['corpus'], boolean[]> {
  const known = new Map<CorpusClip['corpus'], boolean[]>();
  for (const { corpus, emotion } of clips) {
    const row = known.get(corpus) ?? EMOTIONS.map(() => false);
    row[EMOTIONS.indexOf(emotion)] = true;
    known.set(corpus, row);
  }
  return known;
}

/**
 * How much each clip counts: as its corpus and channel do, and so that within a corpus each emotion counts alike.
 *
 * @returns Shape `[clips]`; the mean over a corpus is about its weight.
 */
export function clipWeights(
  clips: readonly TrainingClip[],
  { weight, songWeight }: Pick<TrainingSettings, 'weight' | 'songWeight'>,
): number[] {
  const own = clips.map(({ channel }) => (channel === 'song' ? songWeight : 1));
  const totals = new Map<string, Map<string, number>>();
  clips.forEach(({ corpus, emotion }, i) => {
    const corpusTotals = totals.get(corpus) ?? new Map<string, number>();
    corpusTotals.set(emotion, (corpusTotals.get(emotion) ?? 0) + own[i]!);
    totals.set(corpus, corpusTotals);
  });
  return clips.map(({ corpus, emotion }, i) => {
    const corpusTotals = totals.get(corpus)!;
    const mean = [...corpusTotals.values()].reduce((sum, total) => sum + total, 0) / corpusTotals.size;
    return (weight[corpus] * own[i]! * mean) / corpusTotals.get(emotion)!;
  });
}
