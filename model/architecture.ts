import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as createModel,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
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

/** Sizes of the layers; together with the weights, the whole model. */
export interface Shape {
  inputs: number;
  classes: number;
  /** Hidden units of each network member; may be empty. */
  hidden: readonly number[];
}

/** Below any variance that occurs: it is taken off the variances again, so it changes nothing. */
const EPSILON = 1e-12;

/**
 * Layers with weights at their first values: normalise, clip, then the members side by side, whose logits are
 * added, and softmax. They take raw functionals, shape `[null, inputs]`, and give probabilities, shape
 * `[null, classes]`.
 *
 * @remarks TensorFlow.js has no layer that clips at both ends. A normalisation that is centred on `CLIP` instead of
 *   0, then a rectifier with `2 CLIP` as its maximum, do; the next layer's biases take the shift back.
 */
export function createLayers({ inputs, classes, hidden }: Shape): LayersModel {
  const functionals = input({ shape: [inputs], name: 'functionals' });
  const normalise = layers.batchNormalization({
    scale: false,
    epsilon: EPSILON,
    trainable: false,
    name: 'normalise',
  });
  const clip = layers.reLU({ maxValue: 2 * CLIP, name: 'clip' });
  const clipped = clip.apply(normalise.apply(functionals)) as SymbolicTensor;
  const logitsOf = (name: string, from: SymbolicTensor): SymbolicTensor =>
    layers.dense({ units: classes, name }).apply(from) as SymbolicTensor;
  const members = [
    logitsOf('discriminant', clipped),
    ...hidden.map((units, i) => {
      const layer = layers.dense({ units, activation: 'relu', name: `network-${i}-hidden` });
      return logitsOf(`network-${i}-output`, layer.apply(clipped) as SymbolicTensor);
    }),
  ];
  const logits = members.length > 1 ? layers.add({ name: 'logits' }).apply(members) : members[0]!;
  const outputs = layers.softmax({ name: 'probabilities' }).apply(logits) as SymbolicTensor;
  return createModel({ inputs: functionals, outputs, name: 'voice' });
}

/** Writes a trained model as layers; see {@link createLayers}. */
export function buildLayersModel({ normaliser, discriminant, networks, sharpness }: VoiceModel): LayersModel {
  const { mean, scale } = normaliser;
  const share = sharpness / (1 + networks.length);
  const model = createLayers({
    inputs: mean.length,
    classes: discriminant.weights.length,
    hidden: networks.map(({ hidden }) => hidden.weights.length),
  });
  // In this order: the shift, the means, the variances.
  setWeights(model, 'normalise', [
    tf.fill([mean.length], CLIP),
    tf.tensor1d(Float32Array.from(mean)),
    tf.tensor1d(Float32Array.from(scale, (value) => value * value - EPSILON)),
  ]);
  setWeights(model, 'discriminant', denseWeights(unshifted(discriminant), share));
  networks.forEach(({ hidden, output }, i) => {
    setWeights(model, `network-${i}-hidden`, denseWeights(unshifted(hidden), 1));
    setWeights(model, `network-${i}-output`, denseWeights(output, share));
  });
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
