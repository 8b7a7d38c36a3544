/**
 * In-place complex Fourier transform, radix 4, decimation in time (Cooley and Tukey 1965). Two real sequences may
 * travel as one complex sequence; see `powerOfPair`.
 */
export class Fft {
  /** Pairs of points that change places when the bits of all indices are reversed. */
  readonly #swaps: Uint32Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  /**
   * @param size - Points; a power of two, at least 4.
   * @throws {RangeError} for any other size (our mistake).
   */
  constructor(readonly size: number) {
    const bits = Math.log2(size);
    if (!Number.isInteger(bits) || bits < 2)
      throw new RangeError(`size must be a power of 2, received ${size}`);
    this.#swaps = Uint32Array.from(bitReversal(bits));
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
  }

  /** Replaces a sequence by its transform: `X[k] = sum of x[n] exp(-2 pi i k n / size)`. Shapes `[size]`. */
  transform(re: Float64Array, im: Float64Array): void {
    this.#reorder(re, im);
    this.#firstTwoStages(re, im);
    let half = 4;
    for (; 4 * half <= this.size; half *= 4) this.#twoStages(re, im, half);
    if (half < this.size) this.#lastStage(re, im);
  }

  /**
   * The stages that join blocks of `half` and of `2 * half` points, in one pass over memory: three complex products
   * per four points, since the second stage's factors differ by -i.
   */
  #twoStages(re: Float64Array, im: Float64Array, half: number): void {
    const { size } = this;
    const cos = this.#cos;
    const sin = this.#sin;
    const stride = size / (4 * half);
    for (let k = 0, w = 0; k < half; k += 1, w += stride) {
      const cos1 = cos[2 * w]!;
      const sin1 = sin[2 * w]!;
      const cos2 = cos[w]!;
      const sin2 = sin[w]!;
      for (let a = k; a < size; a += 4 * half) {
        const b = a + half;
        const c = b + half;
        const d = c + half;
        const bRe = re[b]! * cos1 - im[b]! * sin1;
        const bIm = re[b]! * sin1 + im[b]! * cos1;
        const dRe = re[d]! * cos1 - im[d]! * sin1;
        const dIm = re[d]! * sin1 + im[d]! * cos1;
        const evenRe = re[a]! + bRe;
        const evenIm = im[a]! + bIm;
        const oddRe = re[a]! - bRe;
        const oddIm = im[a]! - bIm;
        const sumRe = re[c]! + dRe;
        const sumIm = im[c]! + dIm;
        const differenceRe = re[c]! - dRe;
        const differenceIm = im[c]! - dIm;
        const turnedSumRe = sumRe * cos2 - sumIm * sin2;
        const turnedSumIm = sumRe * sin2 + sumIm * cos2;
        // Times -i as well: the real part becomes the negative imaginary part.
        const turnedDifferenceRe = differenceRe * sin2 + differenceIm * cos2;
        const turnedDifferenceIm = differenceIm * sin2 - differenceRe * cos2;
        re[a] = evenRe + turnedSumRe;
        im[a] = evenIm + turnedSumIm;
        re[c] = evenRe - turnedSumRe;
        im[c] = evenIm - turnedSumIm;
        re[b] = oddRe + turnedDifferenceRe;
        im[b] = oddIm + turnedDifferenceIm;
        re[d] = oddRe - turnedDifferenceRe;
        im[d] = oddIm - turnedDifferenceIm;
      }
    }
  }

  /** The stage that joins two halves, left over where the size is no power of four. */
  #lastStage(re: Float64Array, im: Float64Array): void {
    const half = this.size / 2;
    for (let a = 0, b = half; a < half; a += 1, b += 1) {
      const c = this.#cos[a]!;
      const s = this.#sin[a]!;
      const oddRe = re[b]! * c - im[b]! * s;
      const oddIm = re[b]! * s + im[b]! * c;
      const evenRe = re[a]!;
      const evenIm = im[a]!;
      re[a] = evenRe + oddRe;
      im[a] = evenIm + oddIm;
      re[b] = evenRe - oddRe;
      im[b] = evenIm - oddIm;
    }
  }

  #reorder(re: Float64Array, im: Float64Array): void {
    const swaps = this.#swaps;
    for (let s = 0; s < swaps.length; s += 2) {
      const i = swaps[s]!;
      const j = swaps[s + 1]!;
      const x = re[i]!;
      const y = im[i]!;
      re[i] = re[j]!;
      im[i] = im[j]!;
      re[j] = x;
      im[j] = y;
    }
  }

  /** The stages whose factors are 1 and -i alone, as one butterfly of four. */
  #firstTwoStages(re: Float64Array, im: Float64Array): void {
    for (let i = 0; i < this.size; i += 4) {
      const sumRe = re[i]! + re[i + 1]!;
      const sumIm = im[i]! + im[i + 1]!;
      const differenceRe = re[i]! - re[i + 1]!;
      const differenceIm = im[i]! - im[i + 1]!;
      const oddSumRe = re[i + 2]! + re[i + 3]!;
      const oddSumIm = im[i + 2]! + im[i + 3]!;
      const oddDifferenceRe = re[i + 2]! - re[i + 3]!;
      const oddDifferenceIm = im[i + 2]! - im[i + 3]!;
      re[i] = sumRe + oddSumRe;
      im[i] = sumIm + oddSumIm;
      re[i + 2] = sumRe - oddSumRe;
      im[i + 2] = sumIm - oddSumIm;
      re[i + 1] = differenceRe + oddDifferenceIm;
      im[i + 1] = differenceIm - oddDifferenceRe;
      re[i + 3] = differenceRe - oddDifferenceIm;
      im[i + 3] = differenceIm + oddDifferenceRe;
    }
  }
}

/** Each index of that many bits that is less than itself with its bits in reverse, followed by the latter. */
function bitReversal(bits: number): number[] {
  const size = 2 ** bits;
  const reversed = new Uint32Array(size);
  const pairs: number[] = [];
  for (let i = 1; i < size; i += 1) {
    reversed[i] = (reversed[i >> 1]! >> 1) | ((i & 1) << (bits - 1));
    if (i < reversed[i]!) pairs.push(i, reversed[i]!);
  }
  return pairs;
}
