import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { readArtefacts, readModelJson } from '../../src/classifier/artefacts.js';
import type { Evaluation } from './result.js';

/** What the shipped model consists of. */
export async function summariseModel(
  dir: string,
): Promise<Pick<Evaluation, 'version' | 'weightsBytes' | 'parameters' | 'summary'>> {
  const { version } = (await readModelJson(dir, 'metadata.json')) as { version: string };
  const artefacts = await readArtefacts(dir);
  const model = await loadLayersModel({ load: () => Promise.resolve(artefacts) });
  try {
    const { size } = await stat(join(dir, 'weights.bin'));
    return { version, weightsBytes: size, parameters: model.countParams(), summary: partsOf(model) };
  } finally {
    model.dispose();
  }
}

/** Layers by the network that they belong to: the first part of their names. Those without weights are left out. */
function partsOf(model: LayersModel): Evaluation['summary'] {
  const parts = new Map<string, Evaluation['summary'][number]['layers'][number][]>();
  for (const layer of model.layers) {
    const parameters = layer.countParams();
    if (parameters === 0) continue;
    const [part, name] = layer.name.includes('/') ? layer.name.split('/') : ['scaling', layer.name];
    const shape = layer.outputShape as (number | null)[];
    const outputShape = shape
      .slice(1)
      .map((size) => size ?? 'frames')
      .join(' × ');
    const layers = parts.get(part!) ?? [];
    layers.push({ name: name!, type: layer.getClassName(), outputShape, parameters });
    parts.set(part!, layers);
  }
  return [...parts].map(([part, layers]) => ({ part, layers }));
}
