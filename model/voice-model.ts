import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../src/domain/emotions.js';
import { VOICE_INPUT_SHAPES } from '../src/features/voice-input.js';
import { spectrogramNetwork } from './networks/spectrogram-network.js';
import { LINEAR_PATH_LAYER, statisticsNetwork } from './networks/statistics-network.js';
import { CLIP, type Normaliser } from './numerics/normaliser.js';
import type { Ensemble } from './training/ensemble.js';
import { giveWeights, type Weight } from './training/checkpoint.js';

/** How networks become one answer. */
export interface Fusion {
  /** How much the networks on functionals say beside those on spectrograms. */
  statisticsWeight: number;
  /** What the fused logits are multiplied by, so that probabilities mean what they say. */
  sharpness: number;
}

/** A number below any variance that occurs; it is taken off the variances again, so it changes nothing. */
const EPSILON = 1e-12;

interface Apply {
  apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown;
}
const through = (layer: Apply, inputs: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(inputs) as SymbolicTensor;

/**
 * Joins networks to the model that is shipped: from raw functionals, shape `[batch, 1273]`, bands, shape
 * `[batch, frames, 64]`, and tracks, shape `[batch, frames, 4]`, to probabilities, shape `[batch, 8]`. Scaling is
 * part of it.
 *
 * The mean logits of either kind of network are added up with a weight, sharpened and put through a softmax. Weight
 * and sharpness are in the kernels of the networks' last layers.
 */
export function buildVoiceModel({ statistics, spectrogram }: Ensemble, fusion: Fusion): LayersModel {
  const functionals = input({ name: 'functionals', shape: [...VOICE_INPUT_SHAPES.functionals] });
  const bands = input({ name: 'bands', shape: [...VOICE_INPUT_SHAPES.bands] });
  const tracks = input({ name: 'tracks', shape: [...VOICE_INPUT_SHAPES.tracks] });
  const units = EMOTIONS.length;
  const standard = through(
    layers.reLU({ name: 'clip', maxValue: 2 * CLIP }),
    through(scaling('standardise'), functionals),
  );
  const logits = [
    ...statistics.map((_, i) => statisticsNetwork(standard, { name: `statistics-${i}`, units })),
    ...spectrogram.map((_, i) => {
      const scaled = through(scaling(`scale-${i}`), bands);
      const picture = layers.reshape({
        name: `picture-${i}`,
        targetShape: [-1, VOICE_INPUT_SHAPES.bands[1], 1],
      });
      const tensors = { bands: through(picture, scaled), tracks };
      return spectrogramNetwork(tensors, { name: `spectrogram-${i}`, units });
    }),
  ];
  const voice = model({
    name: 'voice',
    inputs: [functionals, bands, tracks],
    outputs: through(
      layers.softmax({ name: 'probabilities' }),
      logits.length === 1 ? logits[0]! : through(layers.add({ name: 'fusion' }), logits),
    ),
  });
  statistics.forEach((checkpoint, i) => {
    if (checkpoint.kind !== 'statistics')
      throw new TypeError(`a network on ${checkpoint.kind} is in the wrong place`);
    if (i === 0) setStandardisation(voice, checkpoint.normaliser);
    const factor = (fusion.statisticsWeight * fusion.sharpness) / statistics.length;
    giveWeights(voice, `statistics-${i}`, unshifted(sharpened(checkpoint.weights, factor)));
  });
  spectrogram.forEach((checkpoint, i) => {
    if (checkpoint.kind !== 'spectrogram')
      throw new TypeError(`a network on ${checkpoint.kind} is in the wrong place`);
    setScale(voice, `scale-${i}`, checkpoint.bandScale);
    giveWeights(
      voice,
      `spectrogram-${i}`,
      sharpened(checkpoint.weights, fusion.sharpness / spectrogram.length),
    );
  });
  return voice;
}

/** A layer that takes means off and divides by deviations; see {@link setStandardisation} and {@link setScale}. */
function scaling(name: string): Apply {
  return layers.batchNormalization({ name, scale: false, epsilon: EPSILON, trainable: false });
}

/**
 * TensorFlow.js has no layer that clips at both ends. A standardisation that is centred on `CLIP` instead of 0, then
 * a rectifier with `2 CLIP` as its maximum, do; {@link unshifted} takes the shift back.
 */
function setStandardisation(voice: LayersModel, { mean, scale }: Normaliser): void {
  setWeights(voice, 'standardise', [
    tf.fill([mean.length], CLIP),
    tf.tensor1d(Float32Array.from(mean)),
    tf.tensor1d(Float32Array.from(scale, (value) => value * value - EPSILON)),
  ]);
}

function setScale(voice: LayersModel, name: string, scale: Float32Array): void {
  setWeights(voice, name, [
    tf.zeros([scale.length]),
    tf.zeros([scale.length]),
    tf.tensor1d(scale.map((value) => value * value - EPSILON)),
  ]);
}

/** Layers whose outputs are logits, and those that take standardised functionals. */
const LOGIT_LAYERS = ['logits/', `${LINEAR_PATH_LAYER}/`];
const FIRST_LAYERS = ['hidden', LINEAR_PATH_LAYER];

/** The same weights with the last layers' times a factor. */
function sharpened(weights: readonly Weight[], factor: number): Weight[] {
  return weights.map((weight) =>
    LOGIT_LAYERS.some((layer) => weight.name.startsWith(layer))
      ? { ...weight, values: weight.values.map((value) => value * factor) }
      : weight,
  );
}

/** The same function of inputs that are `CLIP` greater. */
function unshifted(weights: readonly Weight[]): Weight[] {
  return weights.map((weight) => {
    const layer = FIRST_LAYERS.find((name) => weight.name === `${name}/bias`);
    if (layer === undefined) return weight;
    const kernel = weights.find(({ name }) => name === `${layer}/kernel`)!;
    const [inputs, units] = kernel.shape as [number, number];
    const values = weight.values.map((bias, unit) => {
      let sum = 0;
      for (let i = 0; i < inputs; i += 1) sum += kernel.values[i * units + unit]!;
      return bias - CLIP * sum;
    });
    return { ...weight, values };
  });
}

/** Gives a layer its weights and frees the tensors that they came in. */
function setWeights(voice: LayersModel, layer: string, weights: tf.Tensor[]): void {
  voice.getLayer(layer).setWeights(weights);
  tf.dispose(weights);
}
