import { describe, expect, it } from 'vitest';
import { fitLda, logits } from '../../../../model/numerics/lda.js';
import { addOuterProducts, solveSymmetric } from '../../../../model/numerics/matrix.js';
import { softmax } from '../../../../model/numerics/softmax.js';
import { CLIP, fitNormaliser, normalise } from '../../../../model/numerics/normaliser.js';
import { createRandom } from '../../../../model/numerics/random.js';

const row = (...values: number[]): Float32Array => Float32Array.from(values);

describe('linear discriminant analysis', () => {
  /** Two squares of side 2 around (-2, 0) and (2, 0): covariance diag(1, 1). */
  const rows = [-2, 2].flatMap((x) => [row(x - 1, -1), row(x - 1, 1), row(x + 1, -1), row(x + 1, 1)]);
  const labels = [0, 0, 0, 0, 1, 1, 1, 1];

  it('equals the closed form of a small case', () => {
    // Σ = I, so weights are the means (±2, 0) and biases -|m|²/2 = -2, whatever the shrinkage.
    for (const shrinkage of [0.1, 1]) {
      const { weights, biases } = fitLda({ rows, labels }, 2, shrinkage);
      expect([...weights[0]!]).toEqual([expect.closeTo(-2, 10), expect.closeTo(0, 10)]);
      expect([...weights[1]!]).toEqual([expect.closeTo(2, 10), expect.closeTo(0, 10)]);
      expect([...biases]).toEqual([expect.closeTo(-2, 10), expect.closeTo(-2, 10)]);
    }
  });

  it('shrinks unequal variances towards their mean', () => {
    // Variances 4 and 1, mean 2.5; half-way: 3.25 and 1.75. Weights are means over variances: ±2/3.25.
    const wide = rows.map(([x, y], i) => row((x! - (i < 4 ? -2 : 2)) * 2 + (i < 4 ? -2 : 2), y!));
    const { weights } = fitLda({ rows: wide, labels }, 2, 0.5);
    expect(weights[1]![0]).toBeCloseTo(2 / 3.25, 10);
  });

  it('a class with more rows is no likelier for it', () => {
    const many = [...rows, ...rows.slice(0, 4), ...rows.slice(0, 4)];
    const manyLabels = [...labels, ...labels.slice(0, 4), ...labels.slice(0, 4)];
    const [first, second] = softmax(logits(fitLda({ rows: many, labels: manyLabels }, 2, 0.1), row(0, 0)));
    expect(first).toBeCloseTo(second!, 10);
  });

  it('lowers the loss of guessing on toy data, the same each time', () => {
    const random = createRandom('toy');
    const toyLabels = Array.from({ length: 300 }, (_, i) => i % 3);
    const toy = toyLabels.map((label) =>
      Float32Array.from({ length: 5 }, (_, k) => random.normal(k === label ? 1.5 : 0, 1)),
    );
    const fit = (): ReturnType<typeof fitLda> => fitLda({ rows: toy, labels: toyLabels }, 3, 0.1);
    const fitted = fit();
    const loss = toy.reduce(
      (sum, each, i) => sum - Math.log(softmax(logits(fitted, each))[toyLabels[i]!]!),
      0,
    );
    expect(loss / toy.length).toBeLessThan(0.75 * Math.log(3));
    expect(fit()).toEqual(fitted);
  });

  it('a class without rows is refused', () => {
    expect(() => fitLda({ rows, labels }, 3, 0.1)).toThrow(/class 2 has no rows/);
  });
});

describe('matrices', () => {
  it('solve what they were multiplied with, at odd and even sizes and over several blocks', () => {
    for (const size of [1, 2, 7, 12]) {
      const random = createRandom(`matrix-${size}`);
      const vectors = Array.from({ length: 600 }, () =>
        Float64Array.from({ length: size }, () => random.normal(0, 1)),
      );
      const matrix = new Float64Array(size * size);
      addOuterProducts(matrix, size, vectors.length, (i, into) => {
        into.set(vectors[i]!);
      });
      const x = Float64Array.from({ length: size }, (_, i) => i - 2);
      const side = new Float64Array(size);
      for (const vector of vectors) {
        const along = vector.reduce((sum, value, k) => sum + value * x[k]!, 0);
        for (let k = 0; k < size; k += 1) side[k]! += vector[k]! * along;
      }
      solveSymmetric(matrix, size, [side]);
      side.forEach((value, k) => {
        expect(value).toBeCloseTo(x[k]!, 8);
      });
    }
  });

  it('one that is not positive definite is refused', () => {
    expect(() => {
      solveSymmetric(Float64Array.of(1, 0, 2, 1), 2, []);
    }).toThrow(RangeError);
  });
});

describe('normaliser', () => {
  it('brings inputs to mean 0 and deviation 1, clips outliers, and bears constants', () => {
    const rows = [row(1, 5), row(3, 5), row(5, 5), row(7, 5)];
    const normaliser = fitNormaliser(rows);
    const scaled = rows.map((each) => normalise(each, normaliser));
    expect(scaled.reduce((sum, each) => sum + each[0]!, 0)).toBeCloseTo(0, 5);
    expect(scaled.reduce((sum, each) => sum + each[0]! ** 2, 0) / 4).toBeCloseTo(1, 3);
    expect(scaled.map((each) => each[1])).toEqual([0, 0, 0, 0]);
    expect([...normalise(row(1e9, -1e9), normaliser)]).toEqual([CLIP, -CLIP]);
  });
});
