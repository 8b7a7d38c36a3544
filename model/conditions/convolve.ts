import { Fft } from '../../src/features/fft.js';

/** A transform takes at least this many points, so that a short filter does not need many transforms. */
const MIN_FFT_SIZE = 2048;

const transforms = new Map<number, Fft>();

/**
 * Linear convolution by overlap and add. Two neighbouring blocks travel as the real and the imaginary part of one
 * transform: the filter is real, so that they stay apart.
 *
 * @param pcm - Shape `[n]`. Not modified.
 * @param filter - Impulse response, shape `[m]`, m at least 1. Not modified.
 * @returns Shape `[n + m - 1]`.
 */
export function convolve(pcm: Float32Array, filter: Float64Array): Float32Array {
  const size = Math.max(MIN_FFT_SIZE, 2 ** Math.ceil(Math.log2(3 * filter.length)));
  const fft = transformOf(size);
  const block = size - filter.length + 1;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(filter);
  fft.transform(re, im);
  const filterRe = fft.re.slice();
  const filterIm = fft.im.slice();

  const out = new Float32Array(pcm.length + filter.length - 1);
  for (let start = 0; start < pcm.length; start += 2 * block) {
    re.fill(0).set(pcm.subarray(start, start + block));
    im.fill(0).set(pcm.subarray(start + block, start + 2 * block));
    fft.transform(re, im);
    for (let k = 0; k < size; k += 1) {
      re[k] = fft.re[k]! * filterRe[k]! - fft.im[k]! * filterIm[k]!;
      // Conjugated: the transform of that is the inverse transform, conjugated.
      im[k] = -(fft.re[k]! * filterIm[k]! + fft.im[k]! * filterRe[k]!);
    }
    fft.transform(re, im);
    add(fft.re, 1 / size, start, out);
    add(fft.im, -1 / size, start + block, out);
  }
  return out;
}

/**
 * Convolution with a filter that is symmetric around its middle, less the delay of that.
 *
 * @param filter - Shape `[m]`, m odd.
 * @returns Shape `[n]`, as `pcm`.
 */
export function filtered(pcm: Float32Array, filter: Float64Array): Float32Array {
  const delay = (filter.length - 1) / 2;
  return convolve(pcm, filter).slice(delay, delay + pcm.length);
}

function add(values: Float64Array, factor: number, start: number, out: Float32Array): void {
  const length = Math.min(values.length, out.length - start);
  for (let i = 0; i < length; i += 1) out[start + i]! += values[i]! * factor;
}

/** The tables of each size are made once. */
function transformOf(size: number): Fft {
  const fft = transforms.get(size) ?? new Fft(size);
  transforms.set(size, fft);
  return fft;
}
