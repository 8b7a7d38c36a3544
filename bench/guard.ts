import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/process/config.js';
import { openEngine } from '../src/detector/engine.js';
import { createLogger } from '../src/process/logger.js';
import { createDetectFile } from '../src/detector/detect-file.js';
import { detectionPicture } from '../src/views/pictures/detection-picture.js';
import { detection } from '../test/helpers/builders.js';
import { ffmpegForTests } from '../test/helpers/ffmpeg-clips.js';
import { benchClip } from './clips.js';
import { decodeAlone, featuresAlone, inferenceAlone, loadModel } from './stages.js';

/**
 * `npm run bench:guard`: whether anything has become several times slower. Each part's fastest of many runs is
 * compared with plain arithmetic's, as recorded when it was last looked at. A part fails only if it is beyond
 * `MARGIN` times its figure in every one of `ROUNDS`, so that a busy machine fails nothing.
 */
const MARGIN = 3;
const ROUNDS = 5;
const RUNS_PER_ROUND = 12;

/** Fastest run of each part, as a multiple of the fastest run of the arithmetic. */
const RECORDED = { features: 1.9, inference: 0.65, picture: 1.2, decoding: 1.3, detection: 3.8 };
type Part = keyof typeof RECORDED;

const folder = await mkdtemp(join(tmpdir(), 'overtone-guard-'));
const clip = await benchClip(folder, 'ogg-opus', 4);
const ffmpeg = await ffmpegForTests();
const model = await loadModel('wasm');
const { codec, analyser } = await openEngine(
  readConfig({ WORKERS: '1', TFJS_BACKEND: 'wasm' }),
  createLogger('silent'),
);
const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec: 60 });
const answer = detection();

const WORK: Record<Part, () => unknown> = {
  features: () => {
    featuresAlone([clip.samples]);
  },
  inference: inferenceAlone(model, [clip.samples]),
  picture: () => detectionPicture(answer),
  decoding: () => decodeAlone(ffmpeg, clip.path),
  detection: () => detectFile(clip.path),
};

const lowest = new Map<Part, number>();
const tooSlow = () =>
  (Object.keys(RECORDED) as Part[]).filter(
    (part) => (lowest.get(part) ?? Infinity) > MARGIN * RECORDED[part],
  );
for (let round = 0; round < ROUNDS && tooSlow().length > 0; round += 1) {
  const fastest = await fastestOf({ ...WORK, arithmetic }, RUNS_PER_ROUND);
  for (const part of Object.keys(RECORDED) as Part[]) {
    const multiple = fastest[part] / fastest.arithmetic;
    lowest.set(part, Math.min(lowest.get(part) ?? Infinity, multiple));
  }
}
await analyser.close();
await rm(folder, { recursive: true });

for (const [part, multiple] of lowest) {
  const limit = MARGIN * RECORDED[part];
  process.stdout.write(
    `${part}: ${multiple.toFixed(2)} times plain arithmetic, at most ${limit.toFixed(1)}\n`,
  );
}
if (tooSlow().length > 0) {
  process.stderr.write(`Much slower than it was: ${tooSlow().join(', ')}\n`);
  process.exitCode = 1;
}

/** Milliseconds of each one's fastest run, taken in turns. */
async function fastestOf<Name extends string>(
  works: Record<Name, () => unknown>,
  runs: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const fastest = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  for (let i = 0; i < runs; i += 1) {
    for (const name of names) {
      const start = performance.now();
      await works[name]();
      fastest[name] = Math.min(fastest[name], performance.now() - start);
    }
  }
  return fastest;
}

/** Products and sums over arrays that a processor's cache holds: what signal processing is made of. */
function arithmetic(): number {
  const values = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i));
  let sum = 0;
  for (let lag = 0; lag < 4096; lag += 1) {
    for (let i = 0; i < 4096; i += 1) sum += values[i]! * values[(i + lag) & 4095]!;
  }
  return sum;
}
