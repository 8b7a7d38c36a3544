import { mean, type Series } from './statistics.js';

/** Slope of the least-squares line through the points; 0 if they share one `x`. */
export function lineSlope(x: Series, y: Series): number {
  const centreX = mean(x);
  const centreY = mean(y);
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < x.length; i += 1) {
    covariance += (x[i]! - centreX) * (y[i]! - centreY);
    variance += (x[i]! - centreX) ** 2;
  }
  return variance > 0 ? covariance / variance : 0;
}

/**
 * Least-squares parabola `a x^2 + b x + c`.
 *
 * @param x - At least three different values.
 * @returns `[a, b, c]`.
 * @remarks Built on polynomials orthogonal over `x` (Forsythe 1957), which need no matrix to be solved.
 */
export function parabola(x: Series, y: Series): [a: number, b: number, c: number] {
  const n = x.length;
  const m1 = mean(x);
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < n; i += 1) {
    const u = x[i]! - m1;
    s2 += u * u;
    s3 += u * u * u;
  }
  const m2 = s2 / n;
  const skew = s3 / s2;
  let line = 0;
  let bend = 0;
  let bendNorm = 0;
  for (let i = 0; i < n; i += 1) {
    const u = x[i]! - m1;
    const p2 = u * u - skew * u - m2;
    line += u * y[i]!;
    bend += p2 * y[i]!;
    bendNorm += p2 * p2;
  }
  const a = bend / bendNorm;
  const slope = line / s2;
  // y = mean + slope u + a (u^2 - skew u - m2), with u = x - m1
  const linear = slope - a * skew;
  return [a, linear - 2 * a * m1, mean(y) - a * m2 - linear * m1 + a * m1 * m1];
}
