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

/**
 * AdamW with warm-up and cosine decay, clipped gradients and a running average of the weights, which is what is kept:
 * it generalises better than the last step's.
 */
export class Optimiser {
  readonly #model: LayersModel;
  readonly #settings: OptimiserSettings;
  readonly #adam = tf.train.adam(0);
  readonly #trainable: tf.Variable[];
  readonly #all: tf.Variable[];
  readonly #average: tf.Variable[];
  #step = 0;

  constructor(model: LayersModel, settings: OptimiserSettings) {
    this.#model = model;
    this.#settings = settings;
    const variables = (weights: LayersModel['weights']): tf.Variable[] =>
      weights.map((weight) => weight.read() as tf.Variable);
    this.#trainable = variables(model.trainableWeights);
    this.#all = variables(model.weights);
    this.#average = this.#all.map((weight) => tf.variable(weight, false));
  }

  /**
   * One step down the slope of a loss.
   *
   * @param loss - Computes it from the model; called once, within `tidy`.
   * @returns The loss.
   */
  step(loss: () => tf.Scalar): number {
    const { decay } = this.#settings;
    const rate = learningRate(this.#step, this.#settings);
    (this.#adam as unknown as { learningRate: number }).learningRate = rate;
    const value = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(loss, this.#trainable);
      for (const weight of this.#trainable) {
        if (weight.rank > 1) weight.assign(tf.mul(weight, 1 - rate * decay));
      }
      this.#adam.applyGradients(this.#clipped(grads));
      return value.dataSync()[0]!;
    });
    this.#step += 1;
    this.#updateAverage();
    return value;
  }

  #clipped(gradients: tf.NamedTensorMap): { name: string; tensor: tf.Tensor }[] {
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const length = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(1, tf.div(this.#settings.maxGradient, tf.add(length, 1e-6)));
    return Object.entries(gradients).map(([name, gradient]) => ({ name, tensor: tf.mul(gradient, factor) }));
  }

  /** Early weights are far from the last ones, so the average is short at first. */
  #updateAverage(): void {
    const kept = Math.min(this.#settings.averaging, (1 + this.#step) / (10 + this.#step));
    tf.tidy(() => {
      this.#average.forEach((average, i) => {
        average.assign(tf.add(tf.mul(average, kept), tf.mul(this.#all[i]!, 1 - kept)));
      });
    });
  }

  /** Runs something with the averaged weights in the model's place. */
  withAverage<T>(run: () => T): T {
    const own = this.#all.map((weight) => tf.clone(weight));
    this.#all.forEach((weight, i) => {
      weight.assign(this.#average[i]!);
    });
    try {
      return run();
    } finally {
      this.#all.forEach((weight, i) => {
        weight.assign(own[i]!);
      });
      tf.dispose(own);
    }
  }

  /** Leaves the averaged weights in the model and frees the rest. */
  finish(): void {
    this.#all.forEach((weight, i) => {
      weight.assign(this.#average[i]!);
    });
    tf.dispose(this.#average);
    this.#adam.dispose();
  }
}
