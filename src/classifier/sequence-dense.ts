import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { layers as library } from '@tensorflow/tfjs-layers';
import { initializers, layers, tf } from './tensorflow.js';

type LayerWeight = ReturnType<library.Layer['addWeight']>;

/** What a dense layer may do with its sums here. */
export type SequenceActivation = 'linear' | 'relu' | 'tanh';

/**
 * A dense layer on every frame of a sequence: from shape `[batch, frames, channels]` to `[batch, frames, units]`. It does
 * what TensorFlow.js' own layer does, as one matrix product; that one turns its kernel around first at every call,
 * though there is nothing to turn, so that the backend prepares the kernel at every call, too.
 */
export class SequenceDense extends layers.Layer {
  static readonly className = 'SequenceDense';
  readonly #units: number;
  readonly #activation: SequenceActivation;
  #kernel!: LayerWeight;
  #bias!: LayerWeight;

  constructor({ name, units, activation }: { name: string; units: number; activation: SequenceActivation }) {
    super({ name });
    this.#units = units;
    this.#activation = activation;
  }

  override build(inputShape: (number | null)[]): void {
    const zeros = initializers.zeros();
    this.#kernel = this.addWeight('kernel', [inputShape.at(-1)!, this.#units], 'float32', zeros);
    this.#bias = this.addWeight('bias', [this.#units], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return [...inputShape.slice(0, -1), this.#units];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [sequence] = [inputs].flat() as [Tensor3D];
      const [batch, frames, channels] = sequence.shape;
      const sums = tf.fused.matMul({
        a: tf.reshape(sequence, [-1, channels]),
        b: this.#kernel.read(),
        bias: this.#bias.read(),
        activation: this.#activation === 'relu' ? 'relu' : 'linear',
      });
      const found = tf.reshape(sums, [batch, frames, this.#units]);
      return this.#activation === 'tanh' ? tf.tanh(found) : found;
    });
  }
}
