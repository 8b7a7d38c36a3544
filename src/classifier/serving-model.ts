import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers as library, LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SequenceDense, type SequenceActivation } from './sequence-dense.js';
import { buildModel, tf } from './tensorflow.js';

type Layer = library.Layer;

/** Layers that become one: products with a kernel, a normalisation behind it, and a rectifier behind that. */
interface Chain {
  products: Layer;
  norm?: Layer | undefined;
  rectifier?: Layer | undefined;
}

/** Layers that multiply by a kernel whose last axis is their outputs. */
const PRODUCTS = ['Conv2D', 'Conv1D', 'Dense'];

/**
 * The same function in fewer steps, for service alone: what a batch normalisation multiplies and adds, and a rectifier
 * behind it, become part of the layer before it, which passes over its outputs in any case (Jacob et al. 2018); dense
 * layers on sequences become {@link SequenceDense}.
 *
 * @param model - Its layers live on in the result; it must not be used afterwards.
 */
export function servingModel(model: LayersModel): LayersModel {
  const chains = new Map(findChains(model).map((chain) => [chain.products, chain]));
  /** What stands for each layer's output in the new model. */
  const made = new Map<SymbolicTensor, SymbolicTensor>(model.inputs.map((input) => [input, input]));
  for (const layer of model.layers) {
    const inputs = inputsOf(layer).map((input) => made.get(input));
    const chain = chains.get(layer);
    const output = outputOf(chain?.rectifier ?? chain?.norm ?? layer);
    // An input, or part of a chain that is there already.
    if (made.has(output) || !inputs.every((input) => input !== undefined)) continue;
    const step = chain ? joined(chain) : layer;
    made.set(output, step.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicTensor);
    if (chain) setWeights(step, joinedWeights(chain));
  }
  const outputs = model.outputs.map((output) => made.get(output)!);
  // Layers that are part of the new model as well keep their weights.
  model.dispose();
  return buildModel({ name: model.name, inputs: model.inputs, outputs });
}

function findChains(model: LayersModel): Chain[] {
  const takers = new Map<SymbolicTensor, Layer[]>();
  for (const layer of model.layers) {
    for (const input of inputsOf(layer)) takers.set(input, [...(takers.get(input) ?? []), layer]);
  }
  /** The layer that takes a layer's output, if it is of that kind and nothing else takes it. */
  const onlyTaker = (layer: Layer, kind: string): Layer | undefined => {
    const [taker, another] = takers.get(outputOf(layer)) ?? [];
    const isAlone = another === undefined && !model.outputs.includes(outputOf(layer));
    return isAlone && taker?.getClassName() === kind ? taker : undefined;
  };
  return model.layers
    .filter((layer) => PRODUCTS.includes(layer.getClassName()))
    .map((products): Chain => {
      const isLinear = products.getConfig().activation === 'linear';
      const norm = isLinear ? onlyTaker(products, 'BatchNormalization') : undefined;
      const rectifier = norm && onlyTaker(norm, 'ReLU');
      const isPlain = (rectifier?.getConfig().maxValue ?? null) === null;
      return { products, norm, rectifier: isPlain ? rectifier : undefined };
    })
    .filter(({ products, norm }) => norm !== undefined || isOnSequence(products));
}

/** The layer that does what a chain does, as soon as it has its weights. */
function joined({ products, rectifier }: Chain): Layer {
  const config = products.getConfig();
  const activation = rectifier ? 'relu' : (config.activation as SequenceActivation);
  if (isOnSequence(products)) {
    return new SequenceDense({ name: products.name, units: config.units as number, activation });
  }
  const kind = products.constructor as unknown as { fromConfig: typeof library.Layer.fromConfig };
  // Numbers drawn at random for the kernel would be thrown away.
  const changed = { ...config, activation, useBias: true, kernelInitializer: 'zeros' };
  return kind.fromConfig<Layer>(products.constructor as never, changed);
}

/** `gamma (x k + b - mean) / sqrt(variance + epsilon) + beta`, as a kernel and a bias. */
function joinedWeights({ products, norm }: Chain): Tensor[] {
  return tf.tidy(() => {
    const [kernel, bias = tf.zeros(products.getWeights()[0]!.shape.slice(-1))] = products.getWeights();
    if (!norm) return [tf.clone(kernel!), tf.clone(bias)];
    const ofNorm = (name: string): Tensor | undefined =>
      norm.weights.find(({ originalName }) => originalName.endsWith(`/${name}`))?.read();
    const deviation = tf.sqrt(tf.add(ofNorm('moving_variance')!, norm.getConfig().epsilon as number));
    const factor = tf.div(ofNorm('gamma') ?? 1, deviation);
    const shifted = tf.sub(bias, ofNorm('moving_mean')!);
    return [tf.mul(kernel!, factor), tf.add(tf.mul(shifted, factor), ofNorm('beta') ?? 0)];
  });
}

/** Gives a layer its weights and frees the tensors that they came in. */
function setWeights(layer: Layer, weights: Tensor[]): void {
  layer.setWeights(weights);
  tf.dispose(weights);
}

/** Whether a layer is a dense one that takes shape `[batch, frames, channels]`. */
function isOnSequence(layer: Layer): boolean {
  return layer.getClassName() === 'Dense' && inputsOf(layer)[0]!.shape.length === 3;
}

function inputsOf(layer: Layer): SymbolicTensor[] {
  return layer.inboundNodes[0]!.inputTensors;
}

function outputOf(layer: Layer): SymbolicTensor {
  return layer.inboundNodes[0]!.outputTensors[0]!;
}
