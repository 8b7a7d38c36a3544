import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { EMOTIONS, toProbabilities, type Probabilities } from '../domain/emotions.js';
import type { ShapedValues } from '../domain/shaped-values.js';
import { checkWeights, readArtefacts, readModelJson } from './artefacts.js';
import { useBackend, type Backend, type BackendChoice } from './backend.js';
import { ModelContractError } from './contract-error.js';
import { servingModel } from './serving-model.js';
import { checkMetadata, type ExpectedFeatures, type ModelMetadata } from './metadata.js';
import { fits, formatShape, isSameShape, type Shape } from './shape.js';
import { loadLayersModel, tf } from './tensorflow.js';
import './weighted-statistics.js';

/** A loaded model. */
export interface Classifier {
  readonly metadata: ModelMetadata;
  readonly backend: Backend;
  /**
   * @param inputs - Of one voice, by the names that `metadata.inputs` has. The model scales them itself.
   * @throws {RangeError} if one is absent, has another shape or is not finite, or if what the model answers are no
   *   probabilities (our mistake).
   */
  readonly predict: (inputs: Readonly<Record<string, ShapedValues>>) => Probabilities;
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
  checkWeights(dir, artefacts, metadata.weightsSha256);
  const used = await useBackend(backend);
  const model = servingModel(await decode(artefacts));
  try {
    checkShapes(model, metadata);
  } catch (fault) {
    model.dispose();
    throw fault;
  }
  return {
    metadata,
    backend: used,
    predict: (inputs) => predict(model, inputs, metadata.inputs),
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

/** Holds the model to each input that the metadata names and no other, and to as many outputs as there are labels. */
function checkShapes(model: LayersModel, { inputs, labels }: ModelMetadata): void {
  const named = Object.entries(inputs).map(([name, shape]) => [name, [null, ...shape]] as const);
  const expected = new Map<string, Shape>([...named, ['probabilities', [null, labels.length]]]);
  const found = new Map<string, Shape>([
    ...model.inputNames.map((name, i) => [name, model.inputs[i]!.shape] as const),
    ['probabilities', model.outputs[0]!.shape],
  ]);
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, own] = [expected.get(name), found.get(name)];
    if (wanted && own && isSameShape(wanted, own)) continue;
    const describe = (shape?: Shape) => (shape ? `${name} of shape ${formatShape(shape)}` : `no ${name}`);
    throw new ModelContractError(
      `metadata.json names ${describe(wanted)}, and the model has ${describe(own)}`,
    );
  }
}

function predict(
  model: LayersModel,
  inputs: Readonly<Record<string, ShapedValues>>,
  shapes: ModelMetadata['inputs'],
): Probabilities {
  for (const [name, shape] of Object.entries(shapes)) {
    const input = inputs[name];
    if (!input || !fits(input, shape)) {
      const received = input ? `${input.values.length} values of shape ${formatShape(input.shape)}` : 'none';
      throw new RangeError(`expected ${name} of shape ${formatShape(shape)}, received ${received}`);
    }
    // A rectifier turns NaN into 0: what is no number would come out as an answer.
    for (const value of input.values) {
      if (!Number.isFinite(value)) throw new RangeError(`expected ${name} to be finite, received ${value}`);
    }
  }
  return tf.tidy(() => {
    const tensors = model.inputNames.map((name) => {
      const { values, shape } = inputs[name]!;
      return tf.tensor(values, [1, ...shape]);
    });
    return checkedProbabilities((model.apply(tensors) as Tensor).dataSync<'float32'>());
  });
}

/** How far a sum of float32 values may stray from 1. */
const TOLERANCE = 1e-3;

/** No number that is none, or no share of a whole, may ever be shown as an emotion. */
function checkedProbabilities(values: Float32Array): Probabilities {
  const sum = values.reduce((total, value) => total + value, 0);
  // NaN fails every comparison.
  const areShares = values.every((value) => value >= 0) && Math.abs(sum - 1) <= TOLERANCE;
  if (!areShares || values.length !== EMOTIONS.length) {
    throw new RangeError(
      `the model answered [${values.join(', ')}], which are not ${EMOTIONS.length} probabilities`,
    );
  }
  return toProbabilities(values);
}
