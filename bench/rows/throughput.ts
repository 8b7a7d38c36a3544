import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/process/package-root.js';
import { benchClip } from '../clips.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';

const CLIPS = 24;

/** Clips at once with one worker and with two, beside two processes with one each, which share nothing. */
export async function throughputRows(setting: Setting): Promise<BenchLine[]> {
  const { path } = await benchClip(await setting.folder(), 'ogg-opus', 4);
  const fleets = {
    one: await startFleet({ processes: 1, workers: 1 }),
    two: await startFleet({ processes: 1, workers: 2 }),
    apart: await startFleet({ processes: 2, workers: 1 }),
  };
  try {
    const { one, two, apart } = await measureInTurns(
      {
        one: () => fleets.one.detect(path),
        two: () => fleets.two.detect(path),
        apart: () => fleets.apart.detect(path),
      },
      { warmUp: 1, runs: 5 },
    );
    const detail = `${CLIPS} clips in ${inWords(two)}; two processes ${inWords(apart)}, one worker ${inWords(one)}`;
    return [
      {
        what: 'throughput of 4 s clips, two workers against two processes that share nothing',
        value: apart.median / two.median,
        unit: '×',
        target: { least: 0.9 },
        detail,
      },
      {
        what: 'throughput of 4 s clips, two workers against one',
        value: one.median / two.median,
        unit: '×',
        detail,
      },
    ];
  } finally {
    for (const fleet of Object.values(fleets)) await fleet.stop();
  }
}

const built = (path: string) => JSON.stringify(pathToFileURL(join(packageRoot(), 'dist', 'src', path)).href);

const SCRIPT = `
  const { readConfig } = await import(${built('process/config.js')});
  const { openEngine } = await import(${built('detector/engine.js')});
  const { createDetectFile } = await import(${built('detector/detect-file.js')});
  const { createLogger } = await import(${built('process/logger.js')});
  const config = readConfig({ WORKERS: process.argv[1], TFJS_BACKEND: 'wasm' });
  const { codec, analyser } = await openEngine(config, createLogger('silent'));
  const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec: 60 });
  process.on('message', async ({ path, clips }) => {
    await Promise.all(Array.from({ length: clips }, () => detectFile(path)));
    process.send('done');
  });
  process.send('ready');`;

/** Detectors in processes of their own, which share the clips. */
async function startFleet({ processes, workers }: { processes: number; workers: number }) {
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, String(workers)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
  const heard = () => Promise.all(children.map((child) => once(child, 'message')));
  await heard();
  return {
    async detect(path: string): Promise<void> {
      const done = heard();
      for (const child of children) child.send({ path, clips: CLIPS / processes });
      await done;
    },
    async stop(): Promise<void> {
      const closed = Promise.all(children.map((child) => once(child, 'close')));
      for (const child of children) child.kill('SIGKILL');
      await closed;
    },
  };
}
