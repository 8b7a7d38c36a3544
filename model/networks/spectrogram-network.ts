import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { WeightedStatistics } from '../../src/classifier/weighted-statistics.js';
import { batchNorm } from './training-batch-norm.js';
import { SeededDropout } from './seeded-dropout.js';

/** Sizes of the convolutional network. */
export const SPECTROGRAM_NETWORK = {
  /** Channels after the first convolution. */
  stem: 10,
  /** Residual blocks: channels, and how much each shrinks time and frequency. */
  blocks: [
    { channels: 20, strides: [1, 2] },
    { channels: 20, strides: [1, 1] },
    { channels: 40, strides: [2, 2] },
    { channels: 40, strides: [1, 1] },
    { channels: 56, strides: [1, 2] },
  ],
  /** Channels of the branch for pitch and level. */
  side: 16,
  /** Channels that are pooled over time. */
  frame: 160,
  /** Units that weigh frames. */
  attention: 64,
  /** Units of the last hidden layer. */
  hidden: 128,
  dropout: { channel: 0.1, hidden: 0.3 },
} as const;

/** How much shorter the pooled sequence is than the spectrogram. */
export const TIME_STRIDE = 4;

/** Tensors that the network takes. */
export interface SpectrogramTensors {
  /** Scaled log-mel bands, shape `[batch, frames, 64, 1]`. */
  bands: SymbolicTensor;
  /** Pitch and level, shape `[batch, frames, 4]`. */
  tracks: SymbolicTensor;
  /** 1 for frames that are there, 0 for padding; shape `[batch, frames, 1]`. Absent where there is no padding. */
  presence?: SymbolicTensor;
}

export interface NetworkOptions {
  /** Prefix of the layers' names. */
  name: string;
  /** Outputs. */
  units: number;
  /** Seed of first weights and dropout; without it there is no dropout. */
  seed?: number;
}

interface Apply {
  apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown;
}
const through = (layer: Apply, inputs: SymbolicTensor | SymbolicTensor[]): SymbolicTensor =>
  layer.apply(inputs) as SymbolicTensor;

/**
 * A small residual network on the log-mel spectrogram of a voice, joined by a branch on pitch and level, pooled over time
 * by attention. Logits, shape `[batch, units]`.
 */
export function spectrogramNetwork(
  { bands, tracks, presence }: SpectrogramTensors,
  { name, units, seed }: NetworkOptions,
): SymbolicTensor {
  const { stem, blocks, side, frame, attention, hidden, dropout } = SPECTROGRAM_NETWORK;
  let step = (seed ?? 0) * 1000;
  const init = () =>
    initializers.varianceScaling({ scale: 1 / 3, mode: 'fanIn', distribution: 'uniform', seed: (step += 1) });
  const named = (part: string): string => `${name}/${part}`;
  const norm = (part: string, x: SymbolicTensor): SymbolicTensor =>
    through(batchNorm(named(`${part}-norm`), seed !== undefined), x);
  const relu = (x: SymbolicTensor): SymbolicTensor => through(layers.reLU({}), x);
  const drop = (x: SymbolicTensor, rate: number, whole = false): SymbolicTensor =>
    seed === undefined ? x : through(new SeededDropout({ rate, whole, seed: (step += 1) * 100_000 }), x);
  const conv = (part: string, x: SymbolicTensor, filters: number, size: number, strides: [number, number]) =>
    through(
      layers.conv2d({
        name: named(part),
        filters,
        kernelSize: size,
        strides,
        padding: 'same',
        useBias: false,
        kernelInitializer: init(),
      }),
      x,
    );
  const dense = (
    part: string,
    x: SymbolicTensor,
    size: number,
    activation: 'relu' | 'tanh' | 'linear' = 'linear',
    useBias = true,
  ) =>
    through(
      layers.dense({ name: named(part), units: size, activation, useBias, kernelInitializer: init() }),
      x,
    );

  let featureMap = relu(norm('stem', conv('stem', bands, stem, 5, [2, 2])));
  for (const [i, { channels, strides }] of blocks.entries()) {
    const [time, frequency] = strides;
    const shrinks = time * frequency > 1;
    const main = norm(`block-${i}`, conv(`block-${i}`, featureMap, channels, 3, [time, frequency]));
    const pooled = shrinks
      ? through(layers.averagePooling2d({ poolSize: [time, frequency], padding: 'same' }), featureMap)
      : featureMap;
    const skip = shrinks ? conv(`block-${i}-skip`, pooled, channels, 1, [1, 1]) : pooled;
    featureMap = relu(through(layers.add(), [main, skip]));
  }
  featureMap = drop(featureMap, dropout.channel, true);
  const [, , rows, channels] = featureMap.shape;
  const sequence = through(layers.reshape({ targetShape: [-1, rows! * channels!] }), featureMap);

  const conv1d = (part: string, x: SymbolicTensor): SymbolicTensor =>
    through(
      layers.conv1d({
        name: named(part),
        filters: side,
        kernelSize: 5,
        strides: 2,
        padding: 'same',

        kernelInitializer: init(),
      }),
      x,
    );
  const branch = relu(norm('side', conv1d('side-2', relu(conv1d('side-1', tracks)))));

  const joined = through(layers.concatenate(), [sequence, branch]);
  const frames = relu(norm('frame', dense('frame', joined, frame, 'linear', false)));
  const scores = dense('scores', dense('attention', frames, attention, 'tanh'), frame);
  const present = presence
    ? [through(layers.maxPooling1d({ poolSize: TIME_STRIDE, padding: 'same' }), presence)]
    : [];
  const statistics = through(new WeightedStatistics({}), [frames, scores, ...present]);
  const pooled = norm('pool', statistics);
  const last = dense('hidden', drop(pooled, dropout.hidden), hidden, 'relu');
  return dense('logits', drop(last, dropout.hidden), units);
}
