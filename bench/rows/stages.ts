import { benchClip } from '../clips.js';
import { inWords, measure } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';
import { featuresAlone, inferenceAlone, loadModel } from '../stages.js';

const RUNS = { warmUp: 30, runs: 60 };

/** Features and inference alone on 4 s, each in this one thread. */
export async function stageRows(setting: Setting): Promise<BenchLine[]> {
  const { samples, durationSec } = await benchClip(await setting.folder(), 'ogg-opus', 4);
  const realTime = (ms: number) => (1000 * durationSec) / ms;

  const features = await measure(() => {
    featuresAlone([samples]);
  }, RUNS);
  const lines: BenchLine[] = [
    {
      what: 'features alone, times faster than real time, one core',
      value: realTime(features.median),
      unit: '×',
      target: { least: 450 },
      detail: `${inWords(features)} for ${durationSec} s`,
    },
  ];
  for (const backend of ['wasm', 'tensorflow'] as const) {
    const what = `inference alone on ${backend === 'wasm' ? 'wasm' : 'tfjs-node'}, times faster than real time`;
    const model = await loadModel(backend).catch(() => undefined);
    if (!model) {
      lines.push({ what, skipped: 'tfjs-node does not load here' });
      continue;
    }
    const inference = await measure(inferenceAlone(model, [samples]), RUNS);
    model.dispose();
    lines.push({
      what,
      value: realTime(inference.median),
      unit: '×',
      ...(backend === 'wasm' && { target: { least: 600 } }),
      detail: `${inWords(inference)} for ${durationSec} s`,
    });
  }
  return lines;
}
