import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface OptimiserSettings {
  /** Steps of the whole training. */
  steps: number;
  /** Highest learning rate, reached after the warm-up. */
  rate: number;
  /** Share of the steps over which the rate rises to its peak, within (0, 1); then it falls to 0 along a cosine. */
  warmUp: number;
  /** Decay of kernels per unit of learning rate, apart from the gradient (Loshchilov & Hutter 2019). */
  decay: number;
  /** Largest length of the gradient over all weights. */
  maxGradient: number;
  /** Share of the running average of weights that a step keeps, within [0, 1). */
  averaging: number;
}

/** Learning rate at a step. */
export function learningRate(step: number, { steps, rate, warmUp }: OptimiserSettings): number {
  const done = step / steps;
  const rising = Math.min(1, (step + 1) / (warmUp * steps));
  const falling = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, (done - warmUp) / (1 - warmUp)))));
  return rate * rising * falling;
}

/** Decay rates of the running means of gradients and of their squares, and what keeps a division finite. */
const ADAM = { mean: 0.9, square: 0.999, epsilon: 1e-8 } as const;

/**
 * AdamW (Loshchilov & Hutter 2019) with warm-up and cosine decay, clipped gradients and a running average of the
 * weights, which is what is kept: it generalises better than the last step's.
 *
 * All weights are one long vector here: a network has some seventy, and a few operations on each would take longer
 * than the gradient itself.
 */
export class Optimiser {
  readonly #settings: OptimiserSettings;
  /** Weights that are trained, then those that layers keep themselves, such as running means. */
  readonly #trained: tf.Variable[];
  readonly #kept: tf.Variable[];
  /** 1 for kernels, which decay, and 0 for other trained weights. */
  readonly #decays: tf.Tensor1D;
  readonly #weights: tf.Variable<tf.Rank.R1>;
  readonly #mean: tf.Variable<tf.Rank.R1>;
  readonly #square: tf.Variable<tf.Rank.R1>;
  /** Running average of all weights, trained and kept. */
  readonly #average: tf.Variable<tf.Rank.R1>;
  #step = 0;

  constructor(model: LayersModel, settings: OptimiserSettings) {
    this.#settings = settings;
    const isTrainable = new Set(model.trainableWeights.map(({ id }) => id));
    // What `read` hands out is the variable itself, though its type does not say so.
    const variables = (weights: LayersModel['weights']): tf.Variable[] =>
      weights.map((weight) => weight.read() as unknown as tf.Variable);
    this.#trained = variables(model.trainableWeights);
    this.#kept = variables(model.weights.filter(({ id }) => !isTrainable.has(id)));
    const own = (make: () => tf.Tensor1D): tf.Variable<tf.Rank.R1> => {
      const value = tf.tidy(make);
      const variable = tf.variable(value, false);
      value.dispose();
      return variable;
    };
    this.#decays = tf.tidy(() =>
      tf.concat1d(this.#trained.map(({ size, rank }) => tf.fill([size], rank > 1 ? 1 : 0))),
    );
    this.#weights = own(() => flat(this.#trained));
    this.#mean = own(() => tf.zerosLike(this.#weights));
    this.#square = own(() => tf.zerosLike(this.#weights));
    this.#average = own(() => flat([...this.#trained, ...this.#kept]));
  }

  /**
   * One step down the slope of a loss.
   *
   * @param loss - Computes it from the model; called once, within `tidy`.
   * @returns The loss.
   */
  step(loss: () => tf.Scalar): number {
    const rate = learningRate(this.#step, this.#settings);
    this.#step += 1;
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, this.#trained);
      this.#apply(this.#clipped(flat(this.#trained.map(({ name }) => grads[name]!))), rate);
      this.#updateAverage();
      return value.dataSync()[0]!;
    });
  }

  #clipped(gradient: tf.Tensor1D): tf.Tensor1D {
    const factor = tf.minimum(
      1,
      tf.div(this.#settings.maxGradient, tf.add(tf.sqrt(tf.sum(tf.square(gradient))), 1e-6)),
    );
    return tf.mul(gradient, factor);
  }

  #apply(gradient: tf.Tensor1D, rate: number): void {
    const { mean, square, epsilon } = ADAM;
    this.#mean.assign(tf.add(tf.mul(this.#mean, mean), tf.mul(gradient, 1 - mean)));
    this.#square.assign(tf.add(tf.mul(this.#square, square), tf.mul(tf.square(gradient), 1 - square)));
    const slope = tf.div(this.#mean, 1 - mean ** this.#step);
    const size = tf.add(tf.sqrt(tf.div(this.#square, 1 - square ** this.#step)), epsilon);
    const kept = tf.sub(1, tf.mul(this.#decays, rate * this.#settings.decay));
    this.#weights.assign(tf.sub(tf.mul(this.#weights, kept), tf.mul(tf.div(slope, size), rate)));
    assignParts(this.#trained, this.#weights);
  }

  /** Early weights are far from the last ones, so the average is short at first. */
  #updateAverage(): void {
    const kept = Math.min(this.#settings.averaging, (1 + this.#step) / (10 + this.#step));
    const now = tf.concat1d([this.#weights, flat(this.#kept)]);
    this.#average.assign(tf.add(tf.mul(this.#average, kept), tf.mul(now, 1 - kept)));
  }

  /** Runs something with the averaged weights in the model's place. */
  withAverage<T>(run: () => T): T {
    const all = [...this.#trained, ...this.#kept];
    const own = tf.tidy(() => flat(all));
    tf.tidy(() => {
      assignParts(all, this.#average);
    });
    try {
      return run();
    } finally {
      tf.tidy(() => {
        assignParts(all, own);
      });
      own.dispose();
    }
  }

  /** Leaves the averaged weights in the model and frees the rest. */
  finish(): void {
    tf.tidy(() => {
      assignParts([...this.#trained, ...this.#kept], this.#average);
    });
    tf.dispose([this.#decays, this.#weights, this.#mean, this.#square, this.#average]);
  }
}

/** Tensors end to end. */
function flat(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  if (tensors.length === 0) return tf.tensor1d([]);
  return tf.concat1d(tensors.map((tensor) => tf.reshape<tf.Rank.R1>(tensor, [tensor.size])));
}

/** The opposite of {@link flat}. */
function assignParts(variables: readonly tf.Variable[], values: tf.Tensor1D): void {
  const parts = tf.split(
    values,
    variables.map(({ size }) => size),
  );
  variables.forEach((variable, i) => {
    variable.assign(tf.reshape(parts[i]!, variable.shape));
  });
}
