import * as tf from '@tensorflow/tfjs-core';
import { input, model, type LayersModel } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { FUNCTIONAL_COUNT } from '../../src/features/functionals.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { raiseFloor, subtractBandMeans, TRACK_COUNT } from '../../src/features/spectrogram.js';
import type { Example } from '../data/example.js';
import { spectrogramNetwork } from '../networks/spectrogram-network.js';
import { statisticsNetwork } from '../networks/statistics-network.js';
import { normalise } from '../numerics/normaliser.js';
import { giveWeights, type Checkpoint } from './checkpoint.js';
import { collateSpectrograms } from './spectrogram-setup.js';

const { melBands } = FEATURE_SETTINGS;

/** A network as a function: from a clip to logits, shape `[8]`. */
export type Predictor = (example: Example) => Float64Array;

/**
 * Makes a function of a checkpoint.
 *
 * @param layers - The network, if it is there already.
 */
export function createPredictor(
  checkpoint: Checkpoint,
  layers: LayersModel = layersOf(checkpoint),
): Predictor {
  const run = (inputs: () => tf.Tensor[]): Float64Array =>
    Float64Array.from(tf.tidy(() => (layers.apply(inputs()) as tf.Tensor).dataSync<'float32'>()));
  if (checkpoint.kind === 'statistics') {
    return ({ functionals }) =>
      run(() => [tf.tensor2d(normalise(functionals[0]!, checkpoint.normaliser), [1, FUNCTIONAL_COUNT])]);
  }
  return ({ spectrograms }) => {
    const spectrogram = { ...spectrograms[0]!, bands: spectrograms[0]!.bands.slice() };
    raiseFloor(spectrogram.bands);
    subtractBandMeans(spectrogram.bands, melBands);
    return run(() =>
      collateSpectrograms([spectrogram], checkpoint.bandScale, spectrogram.count).map(({ values, shape }) =>
        tf.tensor(values, shape),
      ),
    );
  };
}

/** The network with the weights of a checkpoint. */
function layersOf(checkpoint: Checkpoint): LayersModel {
  const options = { name: 'network', units: EMOTIONS.length };
  const features = input({ shape: [FUNCTIONAL_COUNT] });
  const tensors = {
    bands: input({ shape: [null, melBands, 1] }),
    tracks: input({ shape: [null, TRACK_COUNT] }),
    presence: input({ shape: [null, 1] }),
  };
  const network =
    checkpoint.kind === 'statistics'
      ? model({ inputs: features, outputs: statisticsNetwork(features, options) })
      : model({ inputs: Object.values(tensors), outputs: spectrogramNetwork(tensors, options) });
  giveWeights(network, options.name, checkpoint.weights);
  return network;
}
