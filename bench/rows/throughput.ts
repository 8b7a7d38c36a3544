import { Worker } from 'node:worker_threads';
import { readConfig } from '../../src/config.js';
import { prepareListening } from '../../src/listening.js';
import { createListen } from '../../src/usecases/listen.js';
import { benchClip } from '../clips.js';
import { inWords, measure, measureInTurns, type Measured } from '../measure.js';
import type { Line } from '../result.js';
import type { Setting } from '../setting.js';

const CLIPS = 24;

/** Clips at once with one worker and with two, beside what a second core gives to work that shares nothing. */
export async function throughputRows(setting: Setting): Promise<Line[]> {
  const { path } = await benchClip(await setting.folder(), 'ogg-opus', 4);
  const [one, two] = [await timeOf(1, path), await timeOf(2, path)];
  const core = await measureInTurns({ one: () => busy(1), two: () => busy(2) }, { warmUp: 1, runs: 9 });
  return [
    {
      what: 'throughput of 4 s clips, two workers against one',
      value: one.median / two.median,
      unit: '×',
      target: { least: 1.8 },
      detail: `${CLIPS} clips in ${inWords(two)} against ${inWords(one)}`,
    },
    {
      what: 'the same of plain arithmetic, two threads against one: what this machine can give',
      value: (2 * core.one.median) / core.two.median,
      unit: '×',
      detail: `one loop ${inWords(core.one)}, two at once ${inWords(core.two)}`,
    },
  ];
}

async function timeOf(workers: number, path: string): Promise<Measured> {
  const config = readConfig({ WORKERS: String(workers), TFJS_BACKEND: 'wasm' });
  const { codec, analyser } = await prepareListening(config);
  const listen = createListen({ decoder: codec, analyser, maxClipSec: config.limits.maxClipSec });
  try {
    const all = () => Promise.all(Array.from({ length: CLIPS }, () => listen(path)));
    return await measure(all, { warmUp: 1, runs: 7 });
  } finally {
    await analyser.close();
  }
}

/** Threads that only compute, each the same. @returns the milliseconds that all took, without their starts. */
async function busy(threads: number): Promise<number> {
  const loop = `
    const { parentPort } = require('node:worker_threads');
    parentPort.once('message', () => {
      let x = 0.5;
      for (let i = 0; i < 60_000_000; i += 1) x = 3.9 * x * (1 - x);
      parentPort.postMessage(x);
    });
    parentPort.postMessage('ready');`;
  const workers = Array.from({ length: threads }, () => new Worker(loop, { eval: true }));
  const next = (worker: Worker) => new Promise((resolve) => worker.once('message', resolve));
  await Promise.all(workers.map(next));
  const start = performance.now();
  const done = Promise.all(workers.map(next));
  for (const worker of workers) worker.postMessage('go');
  await done;
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return ms;
}
