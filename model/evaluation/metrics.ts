/**
 * Unweighted average recall: the mean, over the classes that occur, of the share of a class that is recognised.
 * Unlike accuracy it does not reward naming the commonest class. Chance among 8 classes is 0.125.
 */
export function unweightedAverageRecall(truth: readonly number[], answers: readonly number[]): number {
  const recalls = [...new Set(truth)].map((label) => {
    const own = [...truth.keys()].filter((i) => truth[i] === label);
    return own.filter((i) => answers[i] === label).length / own.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Rows are truths, columns answers; shape `[classes, classes]`. */
export function confusionMatrix(
  truth: readonly number[],
  answers: readonly number[],
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, i) => {
    matrix[label]![answers[i]!]! += 1;
  });
  return matrix;
}
