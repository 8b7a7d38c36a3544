import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfig } from '../../src/process/config.js';
import { openEngine } from '../../src/detector/engine.js';
import { createLogger } from '../../src/process/logger.js';
import { packageRoot } from '../../src/process/package-root.js';
import { createDetectFile } from '../../src/detector/detect-file.js';
import { benchClip } from '../clips.js';
import { inWords, measure, measureInTurns, type Measured } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';

const CLIPS = 24;

/** Clips at once with one worker and with two, beside what a second core gives here at all. */
export async function throughputRows(setting: Setting): Promise<BenchLine[]> {
  const { path } = await benchClip(await setting.folder(), 'ogg-opus', 4);
  const [one, two] = [await timeOf(1, path), await timeOf(2, path)];
  const { alone, both } = await measureInTurns(
    { alone: () => lone(1), both: () => lone(2) },
    { warmUp: 1, runs: 7 },
  );
  return [
    {
      what: 'throughput of 4 s clips, two workers against one',
      value: one.median / two.median,
      unit: '×',
      target: { least: 1.8 },
      detail: `${CLIPS} clips in ${inWords(two)} against ${inWords(one)}`,
    },
    {
      what: 'features alone, two processes that share nothing against one: what this machine can give',
      value: (2 * alone.median) / both.median,
      unit: '×',
      detail: `${CLIPS} times in one ${inWords(alone)}, in each of two at once ${inWords(both)}`,
    },
  ];
}

async function timeOf(workers: number, path: string): Promise<Measured> {
  const config = readConfig({ WORKERS: String(workers), TFJS_BACKEND: 'wasm' });
  const { codec, analyser } = await openEngine(config, createLogger('silent'));
  const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec: config.limits.maxClipSec });
  try {
    const all = () => Promise.all(Array.from({ length: CLIPS }, () => detectFile(path)));
    return await measure(all, { warmUp: 1, runs: 7 });
  } finally {
    await analyser.close();
  }
}

/** Processes that share nothing and compute features alone. @returns the milliseconds from their common start. */
async function lone(processes: number): Promise<number> {
  const features = (name: string) => pathToFileURL(join(packageRoot(), 'dist', 'src', 'features', name)).href;
  const script = `
    const { voiceFrames } = await import(${JSON.stringify(features('frames.js'))});
    const { voiceInput } = await import(${JSON.stringify(features('voice-input.js'))});
    const samples = Float32Array.from({ length: 64_000 }, (_, i) => Math.sin(i / 20) * Math.sin(i / 3000));
    const work = (times) => { for (let i = 0; i < times; i += 1) voiceInput(voiceFrames(samples)); };
    work(15);
    process.on('message', () => { work(${CLIPS}); process.send('done', () => process.exit()); });
    process.send('ready');`;
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  const heard = () => Promise.all(children.map((child) => once(child, 'message')));
  await heard();
  const done = heard();
  const start = performance.now();
  for (const child of children) child.send('go');
  await done;
  return performance.now() - start;
}
