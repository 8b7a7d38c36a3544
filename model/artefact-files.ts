import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Name of the file with all weights. */
const WEIGHTS_FILE = 'weights.bin';

/**
 * Writes `model.json` and `weights.bin`, as TensorFlow.js' own formats.
 *
 * @param dir - Created if absent.
 * @returns The weights' SHA-256, in lower-case hexadecimal.
 */
export async function writeLayersModel(model: LayersModel, dir: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  let digest = '';
  const save = async (artifacts: io.ModelArtifacts): Promise<io.SaveResult> => {
    const weights = new Uint8Array(io.CompositeArrayBuffer.join(artifacts.weightData));
    digest = createHash('sha256').update(weights).digest('hex');
    const json = {
      format: 'layers-model',
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: artifacts.weightSpecs }],
    };
    await writeFile(join(dir, WEIGHTS_FILE), weights);
    await writeJson(join(dir, 'model.json'), json);
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  };
  await model.save(io.withSaveHandler(save));
  return digest;
}

/** Writes a value as indented JSON with a last newline. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
