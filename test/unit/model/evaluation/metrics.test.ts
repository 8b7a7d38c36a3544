import { describe, expect, it } from 'vitest';
import { confusionMatrix, unweightedAverageRecall } from '../../../../model/evaluation/metrics.js';

describe('metrics', () => {
  it('recall is averaged over classes, whatever their size', () => {
    expect(unweightedAverageRecall([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.5);
    expect(unweightedAverageRecall([0, 1, 2], [0, 1, 2])).toBe(1);
  });

  it('a confusion matrix counts truths in rows and answers in columns', () => {
    expect(confusionMatrix([0, 0, 1], [0, 1, 1], 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });
});
