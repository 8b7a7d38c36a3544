import type { Corpus } from '../data/corpus.js';
import { readExample } from '../data/example.js';

/** What is known of each clip besides its label. */
export interface ClipFacts {
  /** Means of cepstral coefficients, which the baseline takes; one row of shape `[40]` per clip. */
  baseline: readonly Float32Array[];
  /** How much of each clip is voice, within [0, 1]. */
  voiceActivity: readonly number[];
}

/** Reads what the baseline and the false alarms need. */
export async function loadFacts({ examples }: Corpus): Promise<ClipFacts> {
  const baseline: Float32Array[] = [];
  const voiceActivity: number[] = [];
  for (const file of examples) {
    const example = await readExample(file);
    baseline.push(example.baseline);
    voiceActivity.push(example.voiceActivity);
  }
  return { baseline, voiceActivity };
}
