import { join } from 'node:path';
import { startBotProcess } from '../bot.js';
import { benchClip } from '../clips.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';
import { writeAndHash } from '../stages.js';

/** Seconds of WAV that come to almost 25 MiB, the largest file that is taken unless configured otherwise. */
const LARGE_SEC = 815;

/** `/upload` of a large file from the command to the card, against what cannot be left out. */
export async function uploadRows(setting: Setting): Promise<BenchLine[]> {
  const { discord, member } = setting;
  const folder = await setting.folder();
  const { sent, name } = await benchClip(folder, 'wav-16', LARGE_SEC);
  const bot = await startBotProcess(discord, folder);
  try {
    const { upload, floor } = await measureInTurns(
      {
        upload: async () => {
          const exchange = await member.slash('upload', { audio: sent, name });
          const start = performance.now(); // By then Discord's stand-in has the file.
          await exchange.answer();
          return performance.now() - start;
        },
        floor: () => writeAndHash(sent.bytes, join(folder, 'floor')),
      },
      { warmUp: 3, runs: 15 },
    );
    return [
      {
        what: `/upload of ${(sent.bytes.length / 1024 ** 2).toFixed(1)} MiB, against writing and hashing the same bytes`,
        value: upload.median / floor.median,
        unit: '×',
        target: { most: 1.5 },
        detail: `${inWords(upload)} against ${inWords(floor)}`,
      },
    ];
  } finally {
    await bot.stop();
  }
}
