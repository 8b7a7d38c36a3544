import { deserialize, serialize } from 'node:v8';
import { readFile, rename, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Normaliser } from '../numerics/normaliser.js';

/** One weight of a network. */
export interface Weight {
  /** Name without the network's own, such as `hidden/kernel`. */
  name: string;
  shape: number[];
  values: Float32Array;
}

/** One epoch: loss and accuracy in training and, where any clips were watched, on speakers who were not trained on. */
export interface CurvePoint {
  epoch: number;
  loss: number;
  accuracy: number;
  heldOutLoss?: number;
  heldOutAccuracy?: number;
}

interface TrainedNetwork {
  weights: Weight[];
  curve: CurvePoint[];
}

/** What a training run leaves: all that the network needs in service. */
export type Checkpoint =
  | (TrainedNetwork & { kind: 'statistics'; normaliser: Normaliser })
  | (TrainedNetwork & { kind: 'spectrogram'; bandScale: Float32Array });

/** Copies a network's weights out. */
export function takeWeights(network: LayersModel): Weight[] {
  return network.weights.map((weight) => {
    const value = weight.read();
    return {
      name: withoutNetwork(weight.originalName),
      shape: [...value.shape],
      values: value.dataSync<'float32'>().slice(),
    };
  });
}

/**
 * Gives a network, or one of several within a model, its weights.
 *
 * @param name - Of the network: the first part of its layers' names.
 * @throws {Error} if there is none for a layer (our mistake).
 */
export function giveWeights(network: LayersModel, name: string, weights: readonly Weight[]): void {
  for (const weight of network.weights) {
    if (!weight.originalName.startsWith(`${name}/`)) continue;
    const found = weights.find((each) => each.name === withoutNetwork(weight.originalName));
    if (!found) throw new Error(`there is no weight for ${weight.originalName}`);
    const value = tf.tensor(found.values, found.shape);
    weight.write(value);
    value.dispose();
  }
}

function withoutNetwork(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

/** Writes a checkpoint; a run that is stopped meanwhile leaves no half a file under this name. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  await writeFile(`${file}.part`, serialize(checkpoint));
  await rename(`${file}.part`, file);
}

export async function readCheckpoint(file: string): Promise<Checkpoint> {
  return deserialize(await readFile(file)) as Checkpoint;
}
