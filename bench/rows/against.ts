import { FFMPEG_CANDIDATES, locateFfmpeg } from '../../src/audio/ffmpeg-path.js';
import { startBotProcess, type BenchBot } from '../bot.js';
import { benchClip, type BenchClip } from '../clips.js';
import { detectOnce } from '../detect-once.js';
import { inWords, measureInTurns, type Runs } from '../measure.js';
import type { BenchLine } from '../result.js';
import { createSetting, type Setting } from '../setting.js';

const PROCESSOR_TIME = 'processor seconds, all processes, per detection of 4 s';
const WALL = [
  { durationSec: 4, runs: { warmUp: 0, runs: 30 }, target: undefined },
  { durationSec: 60, runs: { warmUp: 1, runs: 5 }, target: { most: 0.35 } },
  { durationSec: 600, runs: { warmUp: 0, runs: 2 }, target: { most: 0.35 } },
];

interface Side {
  bot: BenchBot;
  setting: Setting;
}

/**
 * Detections beside those of another commit, which `--against` names: click by click in turns, both with the ffmpeg
 * that costs least, so that the bot's own share shows.
 */
export async function againstRows(setting: Setting): Promise<BenchLine[]> {
  const { against } = setting;
  if (!against) {
    const whats = [PROCESSOR_TIME, ...WALL.map(({ durationSec }) => `/detect on ${durationSec} s`)];
    return whats.map((what) => ({
      what: `${what}, against another commit`,
      skipped: '--against COMMIT names one',
    }));
  }
  const other = await createSetting();
  const bots: BenchBot[] = [];
  try {
    const env = await quickFfmpeg();
    const start = async (side: Setting, root?: string): Promise<Side> => {
      const bot = await startBotProcess(side.discord, await side.folder(), { root, env });
      bots.push(bot);
      return { bot, setting: side };
    };
    const [here, there] = [await start(setting), await start(other, against.root)];
    const folder = await setting.folder();
    const lines = [await processorTime(await benchClip(folder, 'ogg-opus', 4), here, there, against.commit)];
    for (const { durationSec, runs, target } of WALL) {
      const clip = await benchClip(folder, 'ogg-opus', durationSec);
      lines.push(await time(clip, runs, here, there, against.commit, target));
    }
    return lines;
  } finally {
    for (const bot of bots) await bot.stop();
    await other.close();
  }
}

/** Debian's alone takes 60 ms of processor time to start, the bundled one 10. */
async function quickFfmpeg(): Promise<Record<string, string>> {
  const candidates = FFMPEG_CANDIDATES.filter(({ source }) => source === '@ffmpeg-installer/ffmpeg');
  const ffmpeg = await locateFfmpeg({ candidates });
  return ffmpeg ? { FFMPEG_PATH: ffmpeg.path } : {};
}

const DETECTIONS = { warmUp: 10, runs: 40 };

/** Sums over many detections: the system counts in hundredths of a second. */
async function processorTime(clip: BenchClip, here: Side, there: Side, commit: string): Promise<BenchLine> {
  const sums = { here: 0, there: 0 };
  const sides = { here, there };
  for (let i = -DETECTIONS.warmUp; i < DETECTIONS.runs; i += 1) {
    for (const name of ['here', 'there'] as const) {
      const { bot, setting } = sides[name];
      await detectOnce(setting, clip, async (detect) => {
        const before = await bot.processorSeconds();
        const ms = await detect();
        const after = await bot.processorSeconds();
        if (i >= 0) sums[name] += (after ?? NaN) - (before ?? NaN);
        return ms;
      });
    }
  }
  const what = `${PROCESSOR_TIME}, against ${commit}`;
  if (Number.isNaN(sums.here + sums.there)) return { what, skipped: 'this system does not tell' };
  const each = (sum: number) => `${((1000 * sum) / DETECTIONS.runs).toFixed(0)} ms`;
  return {
    what,
    value: sums.here / sums.there,
    unit: '×',
    target: { most: 0.5 },
    detail: `${each(sums.here)} against ${each(sums.there)}`,
  };
}

async function time(
  clip: BenchClip,
  runs: Runs,
  here: Side,
  there: Side,
  commit: string,
  target: { most: number } | undefined,
): Promise<BenchLine> {
  const measured = await measureInTurns(
    { here: () => detectOnce(here.setting, clip), there: () => detectOnce(there.setting, clip) },
    runs,
  );
  return {
    what: `/detect on ${clip.name}, against ${commit}`,
    value: measured.here.median / measured.there.median,
    unit: '×',
    ...(target && { target }),
    detail: `${inWords(measured.here)} against ${inWords(measured.there)}`,
  };
}
