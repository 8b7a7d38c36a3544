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
import { giveWeights, type Learned } from './checkpoint.js';
import { collatePictures } from './spectrogram-setup.js';

const { melBands } = FEATURE_SETTINGS;

/** A network as a function: from a clip to logits, shape `[8]`. */
export type Network = (example: Example) => Float64Array;

/**
 * Makes a function of what was learnt.
 *
 * @param layers - The network, if it is there already.
 */
export function networkOf(learned: Learned, layers: LayersModel = layersOf(learned)): Network {
  const run = (inputs: () => tf.Tensor[]): Float64Array =>
    Float64Array.from(tf.tidy(() => (layers.apply(inputs()) as tf.Tensor).dataSync<'float32'>()));
  if (learned.kind === 'statistics') {
    return ({ functionals }) =>
      run(() => [tf.tensor2d(normalise(functionals[0]!, learned.normaliser), [1, FUNCTIONAL_COUNT])]);
  }
  return ({ pictures }) => {
    const picture = { ...pictures[0]!, bands: pictures[0]!.bands.slice() };
    raiseFloor(picture.bands);
    subtractBandMeans(picture.bands, melBands);
    return run(() =>
      collatePictures([picture], learned.bandScale, picture.count).map(({ values, shape }) =>
        tf.tensor(values, shape),
      ),
    );
  };
}

/** The network with the weights that were learnt. */
function layersOf(learned: Learned): LayersModel {
  const options = { name: 'network', units: EMOTIONS.length };
  const features = input({ shape: [FUNCTIONAL_COUNT] });
  const tensors = {
    bands: input({ shape: [null, melBands, 1] }),
    tracks: input({ shape: [null, TRACK_COUNT] }),
    presence: input({ shape: [null, 1] }),
  };
  const network =
    learned.kind === 'statistics'
      ? model({ inputs: features, outputs: statisticsNetwork(features, options) })
      : model({ inputs: Object.values(tensors), outputs: spectrogramNetwork(tensors, options) });
  giveWeights(network, options.name, learned.weights);
  return network;
}
