import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as createModel, type LayersModel } from '@tensorflow/tfjs-layers';
import type { LinearClassifier } from './lda.js';
import type { Network } from './network.js';
import { CLIP, type Normaliser } from './normaliser.js';

/** What training found, in plain numbers. */
export interface VoiceModel {
  normaliser: Normaliser;
  /** On normalised inputs. */
  discriminant: LinearClassifier;
  /** On normalised inputs; may be none. */
  networks: readonly Network[];
  /** What the mean of the members' logits is multiplied by, so that probabilities mean what they say. */
  sharpness: number;
}

type Weights = [kernel: tf.Tensor2D, bias: tf.Tensor1D];

/**
 * Writes a trained model as layers: normalise, clip, then the members side by side, whose logits are added, and
 * softmax. It takes raw functionals, shape `[null, inputs]`, and gives probabilities, shape `[null, classes]`.
 *
 * @remarks TensorFlow.js has no layer that clips at both ends. A normalisation that is centred on `CLIP` instead of
 *   0, then a rectifier with `2 CLIP` as its maximum, do; the next layer's biases take the shift back.
 */
export function buildLayersModel(trained: VoiceModel): LayersModel {
  const { normaliser, discriminant, networks, sharpness } = trained;
  const share = sharpness / (1 + networks.length);
  const inputs = input({ shape: [normaliser.mean.length], name: 'functionals' });
  const clipped = layers
    .reLU({ maxValue: 2 * CLIP, name: 'clip' })
    .apply(normalisation(normaliser).apply(inputs)) as tf.SymbolicTensor;
  const members = [
    dense('discriminant', unshifted(discriminant), share).apply(clipped),
    ...networks.map(({ hidden, output }, i) =>
      dense(`network-${i}-output`, output, share).apply(
        dense(`network-${i}-hidden`, unshifted(hidden), 1, 'relu').apply(clipped) as tf.SymbolicTensor,
      ),
    ),
  ] as tf.SymbolicTensor[];
  const logits = members.length > 1 ? layers.add({ name: 'logits' }).apply(members) : members[0]!;
  const probabilities = layers.softmax({ name: 'probabilities' }).apply(logits) as tf.SymbolicTensor;
  return createModel({ inputs, outputs: probabilities, name: 'voice' });
}

function normalisation({ mean, scale }: Normaliser): ReturnType<typeof layers.batchNormalization> {
  const epsilon = 1e-12;
  const layer = layers.batchNormalization({ scale: false, epsilon, trainable: false, name: 'normalise' });
  layer.build([null, mean.length]);
  // In this order: the shift, the means, the variances.
  setWeights(layer, [
    tf.fill([mean.length], CLIP),
    tf.tensor1d(Float32Array.from(mean)),
    tf.tensor1d(Float32Array.from(scale, (value) => value * value - epsilon)),
  ]);
  return layer;
}

function dense(
  name: string,
  { weights, biases }: LinearClassifier,
  factor: number,
  activation: 'linear' | 'relu' = 'linear',
): ReturnType<typeof layers.dense> {
  const units = weights.length;
  const inputs = weights[0]!.length;
  const layer = layers.dense({ units, activation, name });
  layer.build([null, inputs]);
  const kernel = new Float32Array(inputs * units);
  weights.forEach((row, unit) => {
    row.forEach((value, k) => {
      kernel[k * units + unit] = value * factor;
    });
  });
  const tensors: Weights = [
    tf.tensor2d(kernel, [inputs, units]),
    tf.tensor1d(Float32Array.from(biases, (bias) => bias * factor)),
  ];
  setWeights(layer, tensors);
  return layer;
}

/** The same function of inputs that are `CLIP` greater. */
function unshifted({ weights, biases }: LinearClassifier): LinearClassifier {
  return {
    weights,
    biases: biases.map((bias, c) => bias - CLIP * weights[c]!.reduce((sum, value) => sum + value, 0)),
  };
}

/** Gives a layer its weights and frees the tensors that they came in. */
function setWeights(layer: { setWeights(weights: tf.Tensor[]): void }, weights: tf.Tensor[]): void {
  layer.setWeights(weights);
  tf.dispose(weights);
}
