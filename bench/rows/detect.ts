import { startBotProcess } from '../bot.js';
import { BENCH_FORMATS, benchClip, type BenchClip } from '../clips.js';
import { inWords, measureInTurns, type Measured, type Runs } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';
import { decodeAlone, featuresAlone, inferenceAlone, loadModel, windowsOf } from '../stages.js';

const LONG_SEC = 600;
const MIB = 1024 * 1024;

/** `/detect` from the click to the final answer with its picture, and what memory a long clip takes. */
export async function detectRows(setting: Setting): Promise<BenchLine[]> {
  const folder = await setting.folder();
  const bot = await startBotProcess(setting.discord, folder);
  const memory = watch(() => bot.residentBytes());
  const lines: BenchLine[] = [];
  try {
    for (const format of BENCH_FORMATS) {
      const clip = await benchClip(folder, format, 4);
      const { detect, ffmpeg } = await againstFfmpeg(setting, clip, { warmUp: 8, runs: 30 });
      lines.push(ratio(clip, detect, ffmpeg, format === 'ogg-opus' ? { most: 2.5 } : undefined));
    }
    for (const format of BENCH_FORMATS) {
      const clip = await benchClip(folder, format, 60);
      const { detect, ffmpeg } = await againstFfmpeg(setting, clip, { warmUp: 1, runs: 5 });
      lines.push(ratio(clip, detect, ffmpeg));
    }
    const before = memory.peak();
    for (const format of BENCH_FORMATS) {
      const clip = await benchClip(folder, format, LONG_SEC);
      lines.push(
        await againstSlowestStage(setting, clip, format === 'ogg-opus' ? { most: 1.25 } : undefined),
      );
    }
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

function againstFfmpeg(setting: Setting, clip: BenchClip, runs: Runs) {
  return measureInTurns(
    { detect: () => detectOnce(setting, clip), ffmpeg: () => decodeAlone(setting.ffmpeg, clip.path) },
    runs,
  );
}

function ratio(clip: BenchClip, detect: Measured, ffmpeg: Measured, target?: { most: number }): BenchLine {
  return {
    what: `/detect on ${clip.name}, against ffmpeg alone`,
    value: detect.median / ffmpeg.median,
    unit: '×',
    ...(target && { target }),
    detail: `${inWords(detect)} against ${inWords(ffmpeg)}`,
  };
}

/** Throughput with one worker, as the bot has here. */
async function againstSlowestStage(
  setting: Setting,
  clip: BenchClip,
  target?: { most: number },
): Promise<BenchLine> {
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
    { warmUp: 0, runs: 3 },
  );
  model.dispose();
  const slowest = Math.max(...Object.values(stages).map(({ median }) => median));
  return {
    what: `/detect on ${clip.name}, against its slowest stage alone`,
    value: detect.median / slowest,
    unit: '×',
    ...(target && { target }),
    detail: `${inWords(detect)} against ${Object.entries(stages)
      .map(([name, measured]) => `${name} ${inWords(measured)}`)
      .join(', ')}`,
  };
}

/** Milliseconds of a detection of a clip that was just saved, so that nothing is known of it. */
async function detectOnce({ member }: Setting, { sent, name }: BenchClip): Promise<number> {
  const saved = await (await member.slash('upload', { audio: sent, name })).answer();
  const start = performance.now();
  const exchange = await member.press(saved, saved.buttons[0]!.custom_id!);
  const answer = await exchange.answer({ withinMs: 600_000 });
  const ms = performance.now() - start;
  if (!answer.embeds[0]?.image) throw new Error('the answer has no picture');
  return ms;
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
