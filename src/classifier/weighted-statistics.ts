import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import { layers, tf } from './tensorflow.js';

/** Added to the scores of padding, which is no frame of the voice. */
const ABSENT = -1e4;
/** Least variance, so that a standard deviation of 0 has a slope. */
const VARIANCE_FLOOR = 1e-5;

/**
 * Mean and standard deviation over time, each frame and channel weighted by a softmax of scores (attentive statistics
 * pooling, Okabe et al. 2018). Has no weights of its own.
 *
 * Inputs: values, shape `[batch, frames, channels]`; scores, of the same shape; and, where a batch holds padding,
 * presence, shape `[batch, frames, 1]`, 1 for frames that are there. Output: shape `[batch, 2 channels]`.
 */
export class WeightedStatistics extends layers.Layer {
  static readonly className = 'WeightedStatistics';

  override computeOutputShape(inputShape: (number | null)[][]): (number | null)[] {
    const [batch, , channels] = inputShape[0]!;
    return [batch ?? null, 2 * channels!];
  }

  override call(inputs: Tensor[]): Tensor {
    return tf.tidy(() => {
      const [values, scores, presence] = inputs as [Tensor3D, Tensor3D, Tensor3D | undefined];
      const masked = presence ? tf.add(scores, tf.mul(tf.sub(1, presence), ABSENT)) : scores;
      // Over the last axis: the only one that TensorFlow.js takes a softmax over.
      const weights = tf.transpose(tf.softmax(tf.transpose(masked, [0, 2, 1])), [0, 2, 1]);
      const mean = tf.sum(tf.mul(weights, values), 1, true);
      const variance = tf.sum(tf.mul(weights, tf.square(tf.sub(values, mean))), 1);
      return tf.concat([tf.squeeze(mean, [1]), tf.sqrt(tf.add(variance, VARIANCE_FLOOR))], 1);
    });
  }
}

tf.serialization.registerClass(WeightedStatistics);
