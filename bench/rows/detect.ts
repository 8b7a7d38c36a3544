import { FFMPEG_CANDIDATES, locateFfmpeg, type LocatedFfmpeg } from '../../src/audio/ffmpeg-path.js';
import { startBotProcess } from '../bot.js';
import { BENCH_FORMATS, benchClip, type BenchClip } from '../clips.js';
import { detectOnce } from '../detect-once.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';
import { decodeAlone, featuresAlone, inferenceAlone, loadModel, windowsOf } from '../stages.js';

const MIB = 1024 * 1024;

/** The faster an ffmpeg starts by itself, the more weighs what the bot adds. */
const FFMPEGS = [
  { source: '@ffmpeg-installer/ffmpeg', name: 'the bundled ffmpeg', target: { most: 2.2 } },
  { source: 'PATH', name: "the system's ffmpeg", target: { most: 1.5 } },
] as const;

/** `/detect` from the click to the final answer with its picture, and what memory a long clip takes. */
export async function detectRows(setting: Setting): Promise<BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const { source, name, target } of FFMPEGS) {
    const candidates = FFMPEG_CANDIDATES.filter((candidate) => candidate.source === source);
    const ffmpeg = await locateFfmpeg({ candidates });
    if (ffmpeg) lines.push(...(await shortClips(setting, ffmpeg, name, target)));
    else lines.push({ what: `/detect on 4 s, against ${name} alone`, skipped: 'there is none here' });
  }
  return [...lines, ...(await longClips(setting))];
}

async function shortClips(
  setting: Setting,
  { path }: LocatedFfmpeg,
  name: string,
  target: { most: number },
): Promise<BenchLine[]> {
  const folder = await setting.folder();
  const bot = await startBotProcess(setting.discord, folder, { env: { FFMPEG_PATH: path } });
  const lines: BenchLine[] = [];
  try {
    for (const format of BENCH_FORMATS) {
      const clip = await benchClip(folder, format, 4);
      const { detect, ffmpeg } = await measureInTurns(
        { detect: () => detectOnce(setting, clip), ffmpeg: () => decodeAlone(path, clip.path) },
        { warmUp: 8, runs: 25 },
      );
      lines.push({
        what: `/detect on ${clip.name}, against ${name} alone`,
        value: detect.median / ffmpeg.median,
        unit: '×',
        ...(format === 'ogg-opus' && { target }),
        detail: `${inWords(detect)} against ${inWords(ffmpeg)}`,
      });
    }
    return lines;
  } finally {
    await bot.stop();
  }
}

async function longClips(setting: Setting): Promise<BenchLine[]> {
  const folder = await setting.folder();
  const bot = await startBotProcess(setting.discord, folder);
  const memory = watch(() => bot.residentBytes());
  try {
    const short = await benchClip(folder, 'ogg-opus', 4);
    for (let i = 0; i < 10; i += 1) await detectOnce(setting, short);
    const lines: BenchLine[] = [];
    lines.push(await againstSlowestStage(setting, await benchClip(folder, 'ogg-opus', 60), 5));
    const before = memory.peak();
    lines.push(await againstSlowestStage(setting, await benchClip(folder, 'ogg-opus', 600), 3));
    const after = memory.peak();
    lines.push(
      before === undefined || after === undefined
        ? { what: 'memory that 10 min add over 4 s', skipped: 'this system does not tell' }
        : {
            what: 'memory that 10 min add over 4 s and 60 s',
            value: (after - before) / MIB,
            unit: 'MB',
            target: { most: 40 },
            detail: `peaks of the bot's process, ${Math.round(after / MIB)} and ${Math.round(before / MIB)} MB`,
          },
    );
    return lines;
  } finally {
    memory.stop();
    await bot.stop();
  }
}

/** Throughput with one worker, as the bot has here. */
async function againstSlowestStage(setting: Setting, clip: BenchClip, runs: number): Promise<BenchLine> {
  const model = await loadModel('wasm');
  const windows = windowsOf(clip.samples, model);
  const infer = inferenceAlone(model, windows);
  const { detect, ...stages } = await measureInTurns(
    {
      detect: () => detectOnce(setting, clip),
      decoding: () => decodeAlone(setting.ffmpeg, clip.path),
      features: () => {
        featuresAlone(windows);
      },
      inference: infer,
    },
    { warmUp: 0, runs },
  );
  model.dispose();
  const slowest = Math.max(...Object.values(stages).map(({ median }) => median));
  return {
    what: `/detect on ${clip.name}, against its slowest stage alone`,
    value: detect.median / slowest,
    unit: '×',
    target: { most: 1.25 },
    detail: `${inWords(detect)} against ${Object.entries(stages)
      .map(([name, measured]) => `${name} ${inWords(measured)}`)
      .join(', ')}`,
  };
}

/** Watches a figure; the highest since the last time it was asked for. */
function watch(look: () => Promise<number | undefined>) {
  let highest: number | undefined;
  const timer = setInterval(() => {
    void look().then((value) => {
      if (value !== undefined) highest = Math.max(highest ?? 0, value);
    });
  }, 20);
  return {
    peak() {
      const peak = highest;
      highest = undefined;
      return peak;
    },
    stop() {
      clearInterval(timer);
    },
  };
}
