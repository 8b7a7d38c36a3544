import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { Float16Array } from '@petamoriken/float16';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Name of the file with all weights. */
const WEIGHTS_FILE = 'weights.bin';

/**
 * Writes `model.json` and `weights.bin`, as TensorFlow.js' own formats. Kernels are kept in half precision, which
 * changes probabilities by thousandths; everything else, scales above all, in single precision.
 *
 * @param dir - Created if absent.
 * @returns The weights' SHA-256, in lower-case hexadecimal, and their size.
 */
export async function writeLayersModel(
  model: LayersModel,
  dir: string,
): Promise<{ digest: string; bytes: number }> {
  await mkdir(dir, { recursive: true });
  let written = { digest: '', bytes: 0 };
  const save = async (artifacts: io.ModelArtifacts): Promise<io.SaveResult> => {
    const { weights, specs } = halved(
      io.CompositeArrayBuffer.join(artifacts.weightData),
      artifacts.weightSpecs!,
    );
    written = { digest: createHash('sha256').update(weights).digest('hex'), bytes: weights.length };
    const json = {
      format: 'layers-model',
      modelTopology: artifacts.modelTopology,
      weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
    };
    await writeFile(join(dir, WEIGHTS_FILE), weights);
    await writeJson(join(dir, 'model.json'), json);
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  };
  await model.save(io.withSaveHandler(save));
  return written;
}

/** Turns kernels, which have more than one dimension, into half precision. */
function halved(
  data: ArrayBuffer,
  specs: readonly io.WeightsManifestEntry[],
): { weights: Buffer; specs: io.WeightsManifestEntry[] } {
  let at = 0;
  const parts = specs.map((spec) => {
    const size = spec.shape.reduce((product, length) => product * length, 1);
    const values = new Float32Array(data, at, size);
    at += values.byteLength;
    if (spec.shape.length < 2)
      return { spec, bytes: new Uint8Array(values.buffer, values.byteOffset, 4 * size) };
    const half = new Float16Array(values);
    const quantization = { dtype: 'float16', original_dtype: 'float32' } as const;
    return { spec: { ...spec, quantization }, bytes: new Uint8Array(half.buffer, 0, 2 * size) };
  });
  return { weights: Buffer.concat(parts.map(({ bytes }) => bytes)), specs: parts.map(({ spec }) => spec) };
}

/** Writes a value as indented JSON with a last newline. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
