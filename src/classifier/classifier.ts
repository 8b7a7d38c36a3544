import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { EMOTIONS, toProbabilities, type Probabilities } from '../domain/emotions.js';
import { readArtefacts, readModelJson } from './artefacts.js';
import { useBackend, type Backend, type BackendChoice } from './backend.js';
import { ModelContractError } from './contract-error.js';
import { checkMetadata, type ExpectedFeatures, type ModelMetadata } from './metadata.js';

/** A loaded model. */
export interface Classifier {
  readonly metadata: ModelMetadata;
  readonly backend: Backend;
  /**
   * @param functionals - Raw values, shape `[metadata.input.count]`: the model normalises them itself.
   * @throws {RangeError} if there are more or fewer (our mistake).
   */
  readonly predict: (functionals: Float32Array) => Probabilities;
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
    predict: (functionals) => predict(model, functionals, metadata.input.count),
    dispose: () => void model.dispose(),
  };
}

async function decode(artefacts: tf.io.ModelArtifacts): Promise<LayersModel> {
  try {
    return await loadLayersModel({ load: () => Promise.resolve(artefacts) });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ModelContractError(`TensorFlow.js cannot read the model: ${why}`, { cause });
  }
}

function checkShapes(model: LayersModel, { input }: ModelMetadata): void {
  const expect = (what: string, shape: unknown, size: number): void => {
    if (JSON.stringify(shape) !== JSON.stringify([null, size])) {
      throw new ModelContractError(
        `the model's ${what} must have shape [null,${size}], not ${JSON.stringify(shape)}`,
      );
    }
  };
  expect('input', model.inputs[0]?.shape, input.count);
  expect('output', model.outputs[0]?.shape, EMOTIONS.length);
}

function predict(model: LayersModel, functionals: Float32Array, count: number): Probabilities {
  if (functionals.length !== count) {
    throw new RangeError(`expected ${count} functionals, received ${functionals.length}`);
  }
  return tf.tidy(() => {
    const output = model.predict(tf.tensor2d(functionals, [1, count])) as tf.Tensor;
    return toProbabilities(output.dataSync());
  });
}
