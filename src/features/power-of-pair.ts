/**
 * Power spectra of two real sequences that were transformed as one complex sequence, the first as its real part and
 * the second as its imaginary part: what is even in the transform's real part belongs to the first, and so on.
 *
 * @param transform - Real and imaginary part, shapes `[size]`. Not modified.
 * @param factor - What powers are multiplied by.
 * @param first - Receives the first sequence's powers, shape `[size / 2 + 1]`.
 * @param second - Receives the second sequence's powers, shape `[size / 2 + 1]`.
 */
export function powerOfPair(
  { re, im }: { readonly re: Float64Array; readonly im: Float64Array },
  factor: number,
  first: Float64Array,
  second: Float64Array,
): void {
  const half = re.length / 2;
  const quarterFactor = factor / 4;
  first[0] = factor * re[0]! * re[0]!;
  second[0] = factor * im[0]! * im[0]!;
  for (let k = 1, mirror = re.length - 1; k <= half; k += 1, mirror -= 1) {
    const evenRe = re[k]! + re[mirror]!;
    const oddRe = re[k]! - re[mirror]!;
    const evenIm = im[k]! + im[mirror]!;
    const oddIm = im[k]! - im[mirror]!;
    first[k] = quarterFactor * (evenRe * evenRe + oddIm * oddIm);
    second[k] = quarterFactor * (evenIm * evenIm + oddRe * oddRe);
  }
}
