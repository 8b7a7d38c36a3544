/** Cosines and sines of a fifth of a turn and of two fifths. */
const COS_1 = Math.cos((2 * Math.PI) / 5);
const COS_2 = Math.cos((4 * Math.PI) / 5);
const SIN_1 = Math.sin((2 * Math.PI) / 5);
const SIN_2 = Math.sin((4 * Math.PI) / 5);

/**
 * Complex Fourier transform, radix 4, decimation in time (Cooley and Tukey 1965). Two real sequences may travel as one
 * complex sequence; see `powerOfPair`.
 */
export class Fft {
  /** Real and imaginary part of the latest transform, shapes `[size]`. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Points of the first stage's sums: 4, or 5 if the size is a multiple of it. */
  readonly #first: 4 | 5;
  /** Where the first stage's sums start in what is given; shape `[size / first]`. */
  readonly #starts: Uint32Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  /**
   * @param size - Points; a power of two, at least 4, or five times a power of two.
   * @throws {RangeError} for any other size (our mistake).
   */
  constructor(readonly size: number) {
    this.#first = size % 5 === 0 ? 5 : 4;
    const blocks = size / this.#first;
    if (!(blocks >= 1 && Number.isInteger(Math.log2(blocks))))
      throw new RangeError(`size must be a power of 2 or five times one, received ${size}`);
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
    this.#starts = bitReversal(blocks);
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
  }

  /**
   * Transforms a sequence into {@link re} and {@link im}: `X[k] = sum of x[n] exp(-2 pi i k n / size)`.
   *
   * @param re - Real part, shape `[size]`. Not modified.
   * @param im - Imaginary part, shape `[size]`. Not modified.
   */
  transform(re: Float64Array, im: Float64Array): void {
    if (this.#first === 5) this.#sumsOfFive(re, im);
    else this.#sumsOfFour(re, im);
    let half: number = this.#first;
    for (; 4 * half <= this.size; half *= 4) this.#twoStages(half);
    if (half < this.size) this.#lastStage();
  }

  /**
   * The stages that join blocks of `half` and of `2 * half` points, in one pass over memory: three complex products
   * per four points, since the second stage's factors differ by -i.
   */
  #twoStages(half: number): void {
    const { size, re, im } = this;
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
  #lastStage(): void {
    const { re, im } = this;
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

  /** The first two stages of radix 2, whose factors are 1 and -i alone, on points in bit-reversed order. */
  #sumsOfFour(x: Float64Array, y: Float64Array): void {
    const { size, re, im } = this;
    const starts = this.#starts;
    const quarter = size / 4;
    for (let i = 0, block = 0; i < size; i += 4, block += 1) {
      const a = starts[block]!;
      const b = a + quarter;
      const c = b + quarter;
      const d = c + quarter;
      const sumRe = x[a]! + x[c]!;
      const sumIm = y[a]! + y[c]!;
      const differenceRe = x[a]! - x[c]!;
      const differenceIm = y[a]! - y[c]!;
      const oddSumRe = x[b]! + x[d]!;
      const oddSumIm = y[b]! + y[d]!;
      const oddDifferenceRe = x[b]! - x[d]!;
      const oddDifferenceIm = y[b]! - y[d]!;
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

  /** A first stage of radix 5: of each five points, those that lie as far ahead as back share their factors. */
  #sumsOfFive(x: Float64Array, y: Float64Array): void {
    const { size, re, im } = this;
    const starts = this.#starts;
    const fifth = size / 5;
    for (let i = 0, block = 0; i < size; i += 5, block += 1) {
      const a = starts[block]!;
      const b = a + fifth;
      const c = b + fifth;
      const d = c + fifth;
      const e = d + fifth;
      const nearRe = x[b]! + x[e]!;
      const nearIm = y[b]! + y[e]!;
      const farRe = x[c]! + x[d]!;
      const farIm = y[c]! + y[d]!;
      const nearDifferenceRe = x[b]! - x[e]!;
      const nearDifferenceIm = y[b]! - y[e]!;
      const farDifferenceRe = x[c]! - x[d]!;
      const farDifferenceIm = y[c]! - y[d]!;
      const even1Re = x[a]! + COS_1 * nearRe + COS_2 * farRe;
      const even1Im = y[a]! + COS_1 * nearIm + COS_2 * farIm;
      const even2Re = x[a]! + COS_2 * nearRe + COS_1 * farRe;
      const even2Im = y[a]! + COS_2 * nearIm + COS_1 * farIm;
      const odd1Re = SIN_1 * nearDifferenceRe + SIN_2 * farDifferenceRe;
      const odd1Im = SIN_1 * nearDifferenceIm + SIN_2 * farDifferenceIm;
      const odd2Re = SIN_2 * nearDifferenceRe - SIN_1 * farDifferenceRe;
      const odd2Im = SIN_2 * nearDifferenceIm - SIN_1 * farDifferenceIm;
      re[i] = x[a]! + nearRe + farRe;
      im[i] = y[a]! + nearIm + farIm;
      re[i + 1] = even1Re + odd1Im;
      im[i + 1] = even1Im - odd1Re;
      re[i + 2] = even2Re + odd2Im;
      im[i + 2] = even2Im - odd2Re;
      re[i + 3] = even2Re - odd2Im;
      im[i + 3] = even2Im + odd2Re;
      re[i + 4] = even1Re - odd1Im;
      im[i + 4] = even1Im + odd1Re;
    }
  }
}

/** The numbers below a power of two, each with its bits in reverse. */
function bitReversal(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i += 1) reversed[i] = (reversed[i >> 1]! >> 1) | (i & 1 ? size / 2 : 0);
  return reversed;
}
