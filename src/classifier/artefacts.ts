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

async function readModelFile(dir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(dir, name));
  } catch (cause) {
    throw new ModelContractError(`${name} cannot be read from ${dir}`, { cause });
  }
}
