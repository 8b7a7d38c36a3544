import { model, input, type LayersModel } from '@tensorflow/tfjs-layers';
import { spectrogramNetwork } from '../../../../model/networks/spectrogram-network.js';
import { statisticsNetwork } from '../../../../model/networks/statistics-network.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { takeWeights, type Checkpoint } from '../../../../model/training/checkpoint.js';
import { FUNCTIONAL_COUNT } from '../../../../src/features/functionals.js';

/** A network as it is before any training, with scales that are made up. */
export function untrained(kind: Checkpoint['kind'], seed: number): Checkpoint {
  const random = createRandom(`untrained ${seed}`);
  const scales = (size: number): Float64Array =>
    Float64Array.from({ length: size }, () => random.between(0.5, 2));
  const network = layersOf(kind);
  const weights = takeWeights(network).map((weight) => ({
    ...weight,
    values: weight.values.map((value) => value + random.between(-0.01, 0.01)),
  }));
  network.dispose();
  return kind === 'statistics'
    ? {
        kind,
        weights,
        curve: [],
        // One for all seeds, as of networks that were trained on the same clips.
        normaliser: {
          mean: new Float64Array(FUNCTIONAL_COUNT).fill(0.3),
          scale: new Float64Array(FUNCTIONAL_COUNT).fill(1.7),
        },
      }
    : { kind, weights, curve: [], bandScale: Float32Array.from(scales(64)) };
}

function layersOf(kind: Checkpoint['kind']): LayersModel {
  const options = { name: 'network', units: 8 };
  if (kind === 'statistics') {
    const inputs = input({ shape: [FUNCTIONAL_COUNT] });
    return model({ inputs, outputs: statisticsNetwork(inputs, options) });
  }
  const tensors = { bands: input({ shape: [null, 64, 1] }), tracks: input({ shape: [null, 4] }) };
  return model({ inputs: Object.values(tensors), outputs: spectrogramNetwork(tensors, options) });
}
