import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNorm } from './training-batch-norm.js';
import { SeededDropout } from './seeded-dropout.js';
import type { NetworkOptions } from './spectrogram-network.js';

/** Sizes of the network on functionals. */
export const STATISTICS_NETWORK = {
  hidden: 384,
  /** Shares of inputs and of hidden units dropped during training. */
  dropout: { input: 0.3, hidden: 0.5 },
} as const;

/** Name of the layer that leads straight from the functionals to the logits. */
export const LINEAR_PATH_LAYER = 'linear';

/**
 * A network with one hidden layer on standardised functionals, shape `[batch, 1273]`. Logits, shape `[batch, units]`. In
 * service a straight way leads past the hidden layer; it is fitted by itself.
 */
export function statisticsNetwork(
  input: SymbolicTensor,
  { name, units, seed }: NetworkOptions,
): SymbolicTensor {
  const { hidden, dropout } = STATISTICS_NETWORK;
  const first = (seed ?? 0) * 1000;
  const drop = (x: SymbolicTensor, rate: number, index: number): SymbolicTensor =>
    seed === undefined
      ? x
      : (new SeededDropout({ rate, seed: (first + index) * 100_000 }).apply(x) as SymbolicTensor);
  const dense = (part: string, x: SymbolicTensor, size: number, index: number): SymbolicTensor =>
    layers
      .dense({
        name: `${name}/${part}`,
        units: size,
        kernelInitializer: initializers.heNormal({ seed: first + index }),
      })
      .apply(x) as SymbolicTensor;
  const inner = dense('hidden', drop(input, dropout.input, 1), hidden, 2);
  const norm = batchNorm(`${name}/hidden-norm`, seed !== undefined).apply(inner) as SymbolicTensor;
  const active = layers.reLU({}).apply(norm) as SymbolicTensor;
  const logits = dense('logits', drop(active, dropout.hidden, 3), units, 4);
  if (seed !== undefined) return logits;
  return layers.add().apply([logits, dense(LINEAR_PATH_LAYER, input, units, 5)]) as SymbolicTensor;
}
