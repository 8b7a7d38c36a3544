import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EMOTIONS, toProbabilities, type Probabilities } from '../domain/emotions.js';
import { readArtefacts, readModelJson } from './artefacts.js';
import type { VoiceInput } from '../features/voice-input.js';
import { useBackend, type Backend, type BackendChoice } from './backend.js';
import { ModelContractError } from './contract-error.js';
import { checkMetadata, type ExpectedFeatures, type ModelMetadata } from './metadata.js';
import { loadLayersModel, tf } from './tensorflow.js';
import './weighted-statistics.js';

/** A loaded model. */
export interface Classifier {
  readonly metadata: ModelMetadata;
  readonly backend: Backend;
  /**
   * @param input - Of a voice of any length; see `voiceInput`. The model scales it itself.
   * @throws {RangeError} if sizes do not fit the model (our mistake).
   */
  readonly predict: (input: VoiceInput) => Probabilities;
  /** Frees the weights. */
  readonly dispose: () => void;
}

export interface ClassifierOptions {
  /** Holds `model.json`, the weights that it names, and `metadata.json`. */
  dir: string;
  backend: BackendChoice;
  expected: ExpectedFeatures;
}

/**
 * Loads a model and checks its contract.
 *
 * @throws {@link ModelContractError} if the model is not one that this code can serve.
 * @throws {Error} if the backend does not load.
 */
export async function loadClassifier({ dir, backend, expected }: ClassifierOptions): Promise<Classifier> {
  const metadata = checkMetadata(await readModelJson(dir, 'metadata.json'), expected);
  const artefacts = await readArtefacts(dir);
  const used = await useBackend(backend);
  const model = await decode(artefacts);
  try {
    checkShapes(model, metadata);
  } catch (fault) {
    model.dispose();
    throw fault;
  }
  return {
    metadata,
    backend: used,
    predict: (input) => predict(model, input, metadata.input),
    dispose: () => void model.dispose(),
  };
}

async function decode(artefacts: io.ModelArtifacts): Promise<LayersModel> {
  try {
    return await loadLayersModel({ load: () => Promise.resolve(artefacts) });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelContractError(`TensorFlow.js cannot read the model: ${why}`, { cause });
  }
}

function checkShapes(model: LayersModel, { input }: ModelMetadata): void {
  const expected = {
    functionals: [null, input.functionals],
    bands: [null, null, input.bands],
    tracks: [null, null, input.tracks],
    probabilities: [null, EMOTIONS.length],
  };
  const found = Object.fromEntries([
    ...model.inputNames.map((name, i) => [name, model.inputs[i]?.shape]),
    ['probabilities', model.outputs[0]?.shape],
  ]) as Record<string, unknown>;
  for (const [name, shape] of Object.entries(expected)) {
    if (JSON.stringify(found[name]) !== JSON.stringify(shape)) {
      throw new ModelContractError(
        `the model's ${name} must have shape ${JSON.stringify(shape)}, not ${JSON.stringify(found[name])}`,
      );
    }
  }
}

function predict(model: LayersModel, input: VoiceInput, sizes: ModelMetadata['input']): Probabilities {
  const { functionals, spectrogram } = input;
  const { count, bands, tracks } = spectrogram;
  const fits =
    functionals.length === sizes.functionals &&
    bands.length === count * sizes.bands &&
    tracks.length === count * sizes.tracks;
  if (!fits) {
    throw new RangeError(
      `expected ${sizes.functionals} functionals, ${sizes.bands} bands and ${sizes.tracks} tracks of ${count} frames; ` +
        `received ${functionals.length}, ${bands.length} and ${tracks.length} values`,
    );
  }
  return tf.tidy(() => {
    const tensors: Record<string, Tensor> = {
      functionals: tf.tensor2d(functionals, [1, functionals.length]),
      bands: tf.tensor3d(bands, [1, count, sizes.bands]),
      tracks: tf.tensor3d(tracks, [1, count, sizes.tracks]),
    };
    const output = model.apply(model.inputNames.map((name) => tensors[name]!)) as Tensor;
    return toProbabilities(output.dataSync());
  });
}
