import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** Dropout that a seed decides: TensorFlow.js' own layer drops the same units at every step if given a seed. */
export class SeededDropout extends layers.Layer {
  static readonly className = 'SeededDropout';
  readonly #rate: number;
  readonly #whole: boolean;
  #seed: number;

  /**
   * @param options.rate - Share of units dropped, within [0, 1).
   * @param options.whole - Whether a channel is dropped throughout, in all places of a spectrogram.
   * @param options.seed - Any whole number; counts up with each step.
   */
  constructor({ rate, whole = false, seed }: { rate: number; whole?: boolean; seed: number }) {
    super({});
    this.#rate = rate;
    this.#whole = whole;
    this.#seed = seed;
  }

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const values = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (!training) return tf.clone(values);
    const shape = values.shape.map((size, axis) =>
      this.#whole && axis > 0 && axis < values.rank - 1 ? 1 : size,
    );
    this.#seed += 1;
    return tf.tidy(() => {
      const kept = tf.less(tf.randomUniform(shape, 0, 1, 'float32', this.#seed), 1 - this.#rate);
      return tf.div(tf.mul(values, tf.cast(kept, 'float32')), 1 - this.#rate);
    });
  }
}
