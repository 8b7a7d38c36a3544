import { shuffled, type Random } from '../numerics/random.js';

/** What a network should answer for a batch. */
export interface Targets {
  /** Shares of the classes, row-major, shape `[batch, classes]`; each row sums to 1. */
  shares: Float32Array;
  /** How much each row counts; shape `[batch]`. */
  weights: Float32Array;
}

/**
 * Targets that leave a little room for doubt (label smoothing, Szegedy et al. 2016).
 *
 * @param rows - `known` says for each class whether the row's corpus has it: doubt goes to those alone.
 * @param smoothing - Share that is spread evenly over known classes.
 */
export function smoothTargets(
  rows: readonly { label: number; weight: number; known: readonly boolean[] }[],
  smoothing: number,
): Targets {
  const classes = rows[0]!.known.length;
  const shares = new Float32Array(rows.length * classes);
  rows.forEach(({ label, known }, row) => {
    const each = smoothing / known.filter(Boolean).length;
    known.forEach((isKnown, k) => {
      shares[row * classes + k] = (isKnown ? each : 0) + (k === label ? 1 - smoothing : 0);
    });
  });
  return { shares, weights: Float32Array.from(rows, ({ weight }) => weight) };
}

/** How the rows of a batch are mixed with each other: row `i` with row `partner[i]`. */
export interface Mixing {
  /** Share of a row's own, within [0.5, 1]. */
  own: number;
  partner: readonly number[];
}

/**
 * Draws a mixing (mixup, Zhang et al. 2018).
 *
 * @param alpha - Both parameters of the beta distribution that the share is drawn from.
 */
export function drawMixing(rows: number, alpha: number, random: Random): Mixing {
  const share = drawBeta(alpha, random);
  const partner = shuffled([...new Array<number>(rows).keys()], random);
  return { own: Math.max(share, 1 - share), partner };
}

/** Mixes rows. @param values - Row-major, shape `[rows, width]`. */
export function mixRows(values: Float32Array, { own, partner }: Mixing): Float32Array {
  const width = values.length / partner.length;
  const mixed = new Float32Array(values.length);
  partner.forEach((other, row) => {
    for (let i = 0; i < width; i += 1) {
      mixed[row * width + i] = own * values[row * width + i]! + (1 - own) * values[other * width + i]!;
    }
  });
  return mixed;
}

/** Symmetric beta distribution for parameters of at most 1 (Jöhnk 1964). */
function drawBeta(alpha: number, random: Random): number {
  for (;;) {
    const a = random.uniform() ** (1 / alpha);
    const b = random.uniform() ** (1 / alpha);
    if (a + b > 0 && a + b <= 1) return a / (a + b);
  }
}
