/** Rows handled at a time: few enough for a block of two columns to stay in the fastest cache. */
const BLOCK = 256;

/**
 * Adds weighted outer products of rows to a symmetric matrix: `S += sum of w x x'`.
 *
 * @param sum - Shape `[size, size]`, row-major; only its lower triangle is used.
 * @param rows - Number of rows.
 * @param fill - Writes row `i`, already times the root of its weight, into the array it is given, shape `[size]`.
 */
export function addOuterProducts(
  sum: Float64Array,
  size: number,
  rows: number,
  fill: (i: number, into: Float64Array) => void,
): void {
  const row = new Float64Array(size);
  const columns = Array.from({ length: size }, () => new Float64Array(BLOCK));
  for (let start = 0; start < rows; start += BLOCK) {
    const count = Math.min(BLOCK, rows - start);
    for (let r = 0; r < count; r += 1) {
      fill(start + r, row);
      for (let k = 0; k < size; k += 1) columns[k]![r] = row[k]!;
    }
    for (let i = 0; i < size; i += 1) {
      const a = columns[i]!;
      let j = 0;
      // Two columns at a time, so that each number of `a` is read once for both.
      for (; j < i; j += 2) {
        const b = columns[j]!;
        const c = columns[j + 1]!;
        let first = 0;
        let second = 0;
        for (let r = 0; r < count; r += 1) {
          first += a[r]! * b[r]!;
          second += a[r]! * c[r]!;
        }
        sum[i * size + j]! += first;
        sum[i * size + j + 1]! += second;
      }
      if (j === i) {
        let last = 0;
        for (let r = 0; r < count; r += 1) last += a[r]! * a[r]!;
        sum[i * size + i]! += last;
      }
    }
  }
}

/**
 * Solves `A x = b` for several right-hand sides by Cholesky's factorisation, in double precision.
 *
 * @param matrix - Symmetric and positive definite, shape `[size, size]`, row-major; only its lower triangle is
 *   read. Overwritten.
 * @param sides - Each of shape `[size]`; overwritten by the solutions.
 * @throws {RangeError} if the matrix is not positive definite.
 */
export function solveSymmetric(matrix: Float64Array, size: number, sides: readonly Float64Array[]): void {
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k += 1) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      if (i === j && sum <= 0)
        throw new RangeError(`the matrix is not positive definite (pivot ${i} is ${sum})`);
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!;
    }
  }
  for (const side of sides) {
    for (let i = 0; i < size; i += 1) {
      let sum = side[i]!;
      for (let k = 0; k < i; k += 1) sum -= matrix[i * size + k]! * side[k]!;
      side[i] = sum / matrix[i * size + i]!;
    }
    for (let i = size - 1; i >= 0; i -= 1) {
      let sum = side[i]!;
      for (let k = i + 1; k < size; k += 1) sum -= matrix[k * size + i]! * side[k]!;
      side[i] = sum / matrix[i * size + i]!;
    }
  }
}
