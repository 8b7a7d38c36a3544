import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import type { LinearClassifier } from './lda.js';
import { CLIP, type Normaliser } from './normaliser.js';

/** What training found, in plain numbers. */
export interface VoiceModel {
  normaliser: Normaliser;
  /** On normalised inputs. */
  discriminant: LinearClassifier;
  /** What the logits are multiplied by, so that probabilities mean what they say. */
  sharpness: number;
}

/** Below any variance that occurs: it is taken off the variances again, so it changes nothing. */
const EPSILON = 1e-12;

/**
 * Layers with weights at their first values: normalise, clip, one dense layer, softmax. They take raw functionals,
 * shape `[null, inputs]`, and give probabilities, shape `[null, classes]`.
 *
 * @remarks TensorFlow.js has no layer that clips at both ends. A normalisation that is centred on `CLIP` instead of
 *   0, then a rectifier with `2 CLIP` as its maximum, do; the dense layer's biases take the shift back.
 */
export function createLayers(inputs: number, classes: number): LayersModel {
  return sequential({
    name: 'voice',
    layers: [
      layers.batchNormalization({
        name: 'normalise',
        inputShape: [inputs],
        scale: false,
        epsilon: EPSILON,
        trainable: false,
      }),
      layers.reLU({ name: 'clip', maxValue: 2 * CLIP }),
      layers.dense({ name: 'discriminant', units: classes }),
      layers.softmax({ name: 'probabilities' }),
    ],
  });
}

/** Writes a trained model as layers; see {@link createLayers}. */
export function buildLayersModel({ normaliser, discriminant, sharpness }: VoiceModel): LayersModel {
  const { mean, scale } = normaliser;
  const model = createLayers(mean.length, discriminant.weights.length);
  // In this order: the shift, the means, the variances.
  setWeights(model, 'normalise', [
    tf.fill([mean.length], CLIP),
    tf.tensor1d(Float32Array.from(mean)),
    tf.tensor1d(Float32Array.from(scale, (value) => value * value - EPSILON)),
  ]);
  setWeights(model, 'discriminant', denseWeights(unshifted(discriminant), sharpness));
  return model;
}

/** Kernel, shape `[inputs, units]`, and bias, shape `[units]`, both times a factor. */
function denseWeights({ weights, biases }: LinearClassifier, factor: number): tf.Tensor[] {
  const units = weights.length;
  const inputs = weights[0]!.length;
  const kernel = new Float32Array(inputs * units);
  weights.forEach((row, unit) => {
    row.forEach((value, k) => {
      kernel[k * units + unit] = value * factor;
    });
  });
  const bias = Float32Array.from(biases, (value) => value * factor);
  return [tf.tensor2d(kernel, [inputs, units]), tf.tensor1d(bias)];
}

/** The same function of inputs that are `CLIP` greater. */
function unshifted({ weights, biases }: LinearClassifier): LinearClassifier {
  return {
    weights,
    biases: biases.map((bias, c) => bias - CLIP * weights[c]!.reduce((sum, value) => sum + value, 0)),
  };
}

/** Gives a layer its weights and frees the tensors that they came in. */
function setWeights(model: LayersModel, layer: string, weights: tf.Tensor[]): void {
  model.getLayer(layer).setWeights(weights);
  tf.dispose(weights);
}
