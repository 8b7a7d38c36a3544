/**
 * In-place complex Fourier transform, radix 2, decimation in time (Cooley and Tukey 1965). Used where two real
 * sequences travel as one complex sequence, which Meyda offers no call for; spectra themselves come from Meyda.
 */
export class Fft {
  readonly #reversed: Uint32Array;
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
    this.#reversed = new Uint32Array(size);
    for (let i = 1; i < size; i += 1) {
      this.#reversed[i] = (this.#reversed[i >> 1]! >> 1) | ((i & 1) << (bits - 1));
    }
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
  }

  /** Replaces a sequence by its transform: `X[k] = sum of x[n] exp(-2 pi i k n / size)`. Shapes `[size]`. */
  transform(re: Float64Array, im: Float64Array): void {
    this.#reorder(re, im);
    this.#firstTwoStages(re, im);
    const { size } = this;
    const cos = this.#cos;
    const sin = this.#sin;
    for (let half = 4; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0, w = 0; k < half; k += 1, w += stride) {
          const a = start + k;
          const b = a + half;
          const c = cos[w]!;
          const s = sin[w]!;
          const x = re[b]!;
          const y = im[b]!;
          const oddRe = x * c - y * s;
          const oddIm = x * s + y * c;
          const evenRe = re[a]!;
          const evenIm = im[a]!;
          re[a] = evenRe + oddRe;
          im[a] = evenIm + oddIm;
          re[b] = evenRe - oddRe;
          im[b] = evenIm - oddIm;
        }
      }
    }
  }

  #reorder(re: Float64Array, im: Float64Array): void {
    const reversed = this.#reversed;
    for (let i = 0; i < this.size; i += 1) {
      const j = reversed[i]!;
      if (j <= i) continue;
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
