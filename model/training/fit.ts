import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { shuffled, type Random } from '../numerics/random.js';
import { Optimiser } from './optimiser.js';
import type { TrainingSettings } from './settings.js';
import { drawMixing, mixRows, smoothTargets } from './targets.js';

/** One row of an epoch. */
export interface Row {
  /** Clip, and which of its copies. */
  clip: number;
  copy: number;
  label: number;
  weight: number;
  /** Whether its corpus has each emotion. */
  known: readonly boolean[];
}

/** An input of a network for a batch, row-major. */
export interface BatchInput {
  values: Float32Array;
  shape: number[];
  /** Whether it marks what is there: where rows are mixed it is 1 if either row has something. */
  isPresence?: boolean;
}

/** All that a training run needs: a network, its settings and its rows. */
export interface TrainingSetup {
  /** The network: from a batch's inputs to logits, shape `[batch, 8]`. */
  model: LayersModel;
  settings: TrainingSettings;
  /** All that an epoch can draw from, by corpus, with the share that it takes. */
  pools: readonly { rows: readonly Row[]; share: number }[];
  collate: (rows: readonly Row[], random: Random) => BatchInput[];
}

export interface SetupOptions {
  /** Seed of first weights and dropout. */
  seed: number;
  /** Whether all corpora count alike. */
  isEven: boolean;
}

/** How an epoch went: mean loss, and share of rows whose heaviest target was answered. */
export interface EpochSummary {
  epoch: number;
  loss: number;
  accuracy: number;
}

/** A logit below any other: the loss is blind to emotions that a corpus lacks. */
const UNKNOWN = -1e4;

/**
 * Fits a network to its rows; afterwards it holds the averaged weights.
 *
 * @param onEpoch - Called after each epoch; `average` runs something with the averaged weights.
 */
export async function fit(
  setup: TrainingSetup,
  random: Random,
  onEpoch: (outcome: EpochSummary, average: <T>(run: () => T) => T) => void | Promise<void>,
): Promise<void> {
  const { model, settings, pools } = setup;
  const perEpoch = pools.reduce((sum, { rows, share }) => sum + Math.floor(rows.length * share), 0);
  const batches = Math.floor(perEpoch / settings.batch) || 1;
  const optimiser = new Optimiser(model, { ...settings.optimiser, steps: batches * settings.epochs });
  for (let epoch = 1; epoch <= settings.epochs; epoch += 1) {
    const rows = drawEpoch(pools, random);
    let loss = 0;
    let right = 0;
    for (let b = 0; b < batches; b += 1) {
      const batch = rows.slice(b * settings.batch, (b + 1) * settings.batch);
      const outcome = step(setup, optimiser, batch, random);
      loss += outcome.loss / batches;
      right += outcome.right / batch.length / batches;
    }
    await onEpoch({ epoch, loss, accuracy: right }, (run) => optimiser.withAverage(run));
  }
  optimiser.finish();
}

/** Rows of one epoch in random order. */
function drawEpoch(pools: TrainingSetup['pools'], random: Random): Row[] {
  const drawn = pools.flatMap(({ rows, share }) =>
    shuffled(rows, random).slice(0, Math.floor(rows.length * share)),
  );
  return shuffled(drawn, random);
}

function step(
  { model, settings, collate }: TrainingSetup,
  optimiser: Optimiser,
  rows: readonly Row[],
  random: Random,
): { loss: number; right: number } {
  const classes = EMOTIONS.length;
  const plain = smoothTargets(rows, settings.smoothing);
  const isMixed = random.uniform() < settings.mixing.share;
  const mixing = isMixed
    ? drawMixing(rows.length, settings.mixing.alpha, random)
    : { own: 1, partner: [...rows.keys()] };
  const mixed = (values: Float32Array): Float32Array => (isMixed ? mixRows(values, mixing) : values);
  const inputs = collate(rows, random).map(({ values, shape, isPresence }) => {
    const blend = mixed(values);
    return tf.tensor(isPresence ? blend.map((value) => (value > 0 ? 1 : 0)) : blend, shape);
  });
  const shares = tf.tensor2d(mixed(plain.shares), [rows.length, classes]);
  const weights = tf.tensor1d(mixed(plain.weights));
  const blind = tf.tensor2d(
    rows.flatMap(({ known }, i) =>
      known.map((isKnown, k) => (isKnown || rows[mixing.partner[i]!]!.known[k] ? 0 : UNKNOWN)),
    ),
    [rows.length, classes],
  );
  let right = 0;
  const loss = optimiser.step(() => {
    const logits = tf.add(model.apply(inputs, { training: true }) as tf.Tensor, blind);
    right = tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(shares, 1)), 'float32')).dataSync()[0]!;
    const losses = tf.neg(tf.sum(tf.mul(shares, tf.logSoftmax(logits)), 1));
    return tf.mean<tf.Scalar>(tf.mul(losses, weights));
  });
  tf.dispose([...inputs, shares, weights, blind]);
  return { loss, right };
}
