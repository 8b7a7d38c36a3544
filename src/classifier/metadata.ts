import { z } from 'zod';
import { EMOTIONS } from '../domain/emotions.js';
import { ModelContractError } from './contract-error.js';
import { formatShape, isSameShape, type Shape } from './shape.js';

const share = z.number().min(0).max(1);

/** The contract that travels with the weights. */
const schema = z
  .object({
    /** Version of the model; another after every training. */
    version: z.string().min(1),
    /** SHA-256 of the weights, in lower-case hexadecimal. */
    weightsSha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Emotions in the order of the model's outputs. */
    labels: z.array(z.string()),
    /** Settings of the front end that the model was trained behind. */
    features: z.record(z.string(), z.number()),
    /** What the model takes: inputs by name, each with its shape for one voice; `null` is a length that varies. */
    inputs: z
      .record(z.string(), z.array(z.int().positive().nullable()).readonly())
      .refine((inputs) => Object.keys(inputs).length > 0, 'must name at least one input'),
    /** A clip no longer than this is heard as one, and no window is longer, in seconds. */
    wholeSec: z.number().positive(),
    /** A longer clip is cut at pauses, but no earlier than this after a window's start, in seconds. */
    pieceSec: z.number().positive(),
    /** Shortest audio that the model takes, in seconds. */
    minSec: z.number().positive(),
    /** Where and how inputs are normalised, in words. */
    normalisation: z.string().min(1),
    /** Thresholds on the lead of the first emotion over the second. */
    confidence: z.object({ unsureBelow: share, sureFrom: share }),
    /** What the model was trained on and how well it did, for people. */
    training: z.record(z.string(), z.unknown()),
  })
  .refine(({ confidence }) => confidence.unsureBelow <= confidence.sureFrom, {
    path: ['confidence'],
    error: 'unsureBelow must be at most sureFrom',
  })
  .refine(({ minSec, pieceSec }) => minSec <= pieceSec, {
    path: ['minSec'],
    error: 'must be at most pieceSec',
  })
  .refine(({ pieceSec, wholeSec }) => pieceSec <= wholeSec / 2, {
    path: ['pieceSec'],
    error: 'must be at most half of wholeSec',
  });

export type ModelMetadata = z.infer<typeof schema>;

/** What the code around the model computes, which the model has to have been trained with. */
export interface ExpectedFeatures {
  /** Settings of the front end. */
  settings: Readonly<Record<string, number>>;
  /** Shape of each input that is computed, by name. */
  inputs: Readonly<Record<string, Shape>>;
}

/**
 * Checks a model's metadata.
 *
 * @param json - Content of `metadata.json`, parsed.
 * @throws {@link ModelContractError} naming every field at fault.
 */
export function checkMetadata(json: unknown, expected: ExpectedFeatures): ModelMetadata {
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw new ModelContractError(`metadata.json is malformed: ${z.prettifyError(parsed.error)}`);
  }
  const { labels, features, inputs } = parsed.data;
  if (labels.join() !== EMOTIONS.join()) {
    throw new ModelContractError(`the labels must be ${EMOTIONS.join(', ')}; received ${labels.join(', ')}`);
  }
  const faults = namesIn(expected.settings, features)
    .filter((name) => features[name] !== expected.settings[name])
    .map((name) => `${name} is ${features[name] ?? 'absent'}, not ${expected.settings[name] ?? 'known'}`);
  if (faults.length > 0) {
    throw new ModelContractError(`the model was trained with other features: ${faults.join('; ')}`);
  }
  for (const name of namesIn(expected.inputs, inputs)) {
    const [taken, computed] = [inputs[name], expected.inputs[name]];
    if (taken && computed && isSameShape(taken, computed)) continue;
    const describe = (shape?: Shape) => (shape ? `${name} of shape ${formatShape(shape)}` : `no ${name}`);
    throw new ModelContractError(
      `the model takes ${describe(taken)}, and the front end computes ${describe(computed)}`,
    );
  }
  return parsed.data;
}

/** Every name that occurs in either. */
function namesIn(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}
