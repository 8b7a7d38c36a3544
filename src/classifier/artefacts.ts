import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { ModelContractError } from './contract-error.js';

/** The parts of TensorFlow.js' `model.json` that say which weights lie where. */
const topologySchema = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string().regex(/^[\w.-]+$/)), weights: z.array(z.looseObject({})) }),
  ),
});

/**
 * Reads a file of the model as JSON.
 *
 * @throws {@link ModelContractError} if it is absent or no JSON.
 */
export async function readModelJson(dir: string, name: string): Promise<unknown> {
  const text = (await readModelFile(dir, name)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ModelContractError(`${name} in ${dir} is no JSON`, { cause });
  }
}

/**
 * Hands a model's files to TensorFlow.js, which knows how to read them from a URL only.
 *
 * @param dir - Holds `model.json` and the weights that it names.
 * @throws {@link ModelContractError} if a file is absent or does not fit the others.
 */
export async function readArtefacts(dir: string): Promise<io.ModelArtifacts> {
  const parsed = topologySchema.safeParse(await readModelJson(dir, 'model.json'));
  if (!parsed.success) {
    throw new ModelContractError(`model.json in ${dir} is malformed: ${z.prettifyError(parsed.error)}`);
  }
  const { modelTopology, weightsManifest } = parsed.data;
  const files = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths.map((path) => readModelFile(dir, path))),
  );
  const weightData = new Uint8Array(Buffer.concat(files)).buffer;
  // Each entry's fields are checked by TensorFlow.js itself when it decodes the weights.
  const weightSpecs = weightsManifest.flatMap(
    ({ weights }) => weights,
  ) as unknown as io.WeightsManifestEntry[];
  return { modelTopology, weightSpecs, weightData };
}

/**
 * Checks that weights are those that the metadata names: any others of the same size would load, and answer nonsense.
 *
 * @param dir - Where they were read, for the error.
 * @param sha256 - In lower-case hexadecimal.
 * @throws {@link ModelContractError} if they are not.
 */
export function checkWeights(dir: string, { weightData }: io.ModelArtifacts, sha256: string): void {
  const hash = createHash('sha256');
  for (const part of [weightData ?? []].flat()) hash.update(new Uint8Array(part));
  const found = hash.digest('hex');
  if (found !== sha256) {
    throw new ModelContractError(
      `the weights in ${dir} are damaged or of another model: their SHA-256 is ${found}, and metadata.json names ${sha256}`,
    );
  }
}

async function readModelFile(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    throw new ModelContractError(`${name} cannot be read from ${dir}`, { cause });
  }
}
