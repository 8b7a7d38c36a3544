import { Fft } from './fft.js';

/**
 * Fourier transform of real, even sequences, which is real and even as well: only one half of either is held. Two
 * sequences travel as one complex sequence, folded to half its length (Cooley, Lewis and Welch 1970), so that a pair
 * takes half the work of one complex transform.
 */
export class CosineTransform {
  readonly #half: number;
  readonly #fft: Fft;
  /** The two sequences folded. */
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  /** `1 / (4 sin(2 pi k / size))`, which unfolds; shape `[size / 4]`. */
  readonly #unfold: Float64Array;

  /**
   * @param size - Points of a whole sequence; a power of two, at least 8, or five times a power of two from 4 on.
   * @throws {RangeError} for any other size (our mistake).
   */
  constructor(size: number) {
    this.#half = size / 2;
    this.#fft = new Fft(this.#half);
    this.#x = new Float64Array(this.#half);
    this.#y = new Float64Array(this.#half);
    this.#unfold = Float64Array.from(
      { length: size / 4 },
      (_, k) => 0.25 / Math.sin((2 * Math.PI * k) / size),
    );
  }

  /**
   * Replaces two sequences by their transforms: `X[k] = sum of x[n] cos(2 pi k n / size)` over all `size` points,
   * where `x[size - n] = x[n]`. Shapes `[size / 2 + 1]`.
   *
   * @param count - How many values are wanted, from the first on; at most a quarter of `size`, or all. Others are left
   *   undefined.
   */
  transform(first: Float64Array, second: Float64Array, count = first.length): void {
    const firstOdd = fold(first, this.#x);
    const secondOdd = fold(second, this.#y);
    this.#fft.transform(this.#x, this.#y);
    this.#unfoldInto(first, second, count);
    const { re, im } = this.#fft;
    first[0] = re[0]! + firstOdd;
    first[this.#half] = re[0]! - firstOdd;
    second[0] = im[0]! + secondOdd;
    second[this.#half] = im[0]! - secondOdd;
  }

  /**
   * Tells the even points' transform, which is even, from that of the odd points' differences, which is odd, and
   * joins them as the transform of the whole; its first and last value are left out.
   */
  #unfoldInto(first: Float64Array, second: Float64Array, count: number): void {
    const half = this.#half;
    const { re, im } = this.#fft;
    const end = Math.min(half / 2, count);
    for (let k = 1, mirror = half - 1; k < end; k += 1, mirror -= 1) {
      const evenRe = (re[k]! + re[mirror]!) / 2;
      const evenIm = (im[k]! + im[mirror]!) / 2;
      const oddRe = (im[k]! - im[mirror]!) * this.#unfold[k]!;
      const oddIm = (re[mirror]! - re[k]!) * this.#unfold[k]!;
      first[k] = evenRe + oddRe;
      first[mirror] = evenRe - oddRe;
      second[k] = evenIm + oddIm;
      second[mirror] = evenIm - oddIm;
    }
    first[half / 2] = re[half / 2]!;
    second[half / 2] = im[half / 2]!;
  }
}

/**
 * Adds to each even point of a sequence the difference of its neighbours, which are odd.
 *
 * @param into - Receives the sums; shape `[size / 2]`.
 * @returns The sum of all odd points.
 */
function fold(x: Float64Array, into: Float64Array): number {
  const half = into.length;
  let odd = x[1]!;
  into[0] = x[0]!;
  for (let n = 1, mirror = half - 1; n < mirror; n += 1, mirror -= 1) {
    const even = x[2 * n]!;
    const difference = x[2 * n + 1]! - x[2 * n - 1]!;
    into[n] = even + difference;
    into[mirror] = even - difference;
    odd += x[2 * n + 1]!;
  }
  into[half / 2] = x[half]!;
  return 2 * odd;
}
