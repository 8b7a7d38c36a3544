import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startBotProcess } from '../bot.js';
import { benchClip } from '../clips.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';
import { decodeAlone } from '../stages.js';

/** Seconds of WAV that come to almost 25 MiB, the largest file that is taken unless configured otherwise. */
const LARGE_SEC = 815;

/** `/upload` of a large file from the command to the card, against what it is made of, each alone and added up. */
export async function uploadRows(setting: Setting): Promise<BenchLine[]> {
  const { discord, member, ffmpeg } = setting;
  const folder = await setting.folder();
  const clip = await benchClip(folder, 'wav-16', LARGE_SEC);
  const { bytes } = clip.sent;
  const { url } = discord.cdn.keep(clip.sent, 'bench');
  const receiver = createReceiver();
  const bot = await startBotProcess(discord, folder);
  try {
    const { upload, ...parts } = await measureInTurns(
      {
        upload: async () => {
          const exchange = await member.slash('upload', { audio: clip.sent, name: clip.name });
          const start = performance.now(); // By then Discord's stand-in has the file.
          await exchange.answer();
          return performance.now() - start;
        },
        receiving: () => receiver.receive(url),
        writing: () => writeSynced(bytes, join(folder, 'written')),
        hashing: () => createHash('sha256').update(bytes).digest('hex').length.toString(),
        decoding: () => decodeAlone(ffmpeg, clip.path),
      },
      { warmUp: 2, runs: 11 },
    );
    const sum = Object.values(parts).reduce((all, { median }) => all + median, 0);
    return [
      {
        what: `/upload of ${(bytes.length / 1024 ** 2).toFixed(1)} MiB, against its parts alone, added up`,
        value: upload.median / sum,
        unit: '×',
        target: { most: 1.1 },
        detail: `${inWords(upload)} against ${Object.entries(parts)
          .map(([name, measured]) => `${name} ${inWords(measured)}`)
          .join(', ')}`,
      },
    ];
  } finally {
    await receiver.close();
    await bot.stop();
  }
}

/** Receives on a thread of its own, as a bot does in a process of its own. */
function createReceiver() {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', (url) => require('node:http').get(url, { agent: false }, (response) => {
      response.on('data', () => undefined).on('end', () => parentPort.postMessage('done'));
    }));`,
    { eval: true },
  );
  return {
    async receive(url: string) {
      const done = once(worker, 'message');
      worker.postMessage(url);
      await done;
    },
    close: () => worker.terminate(),
  };
}

async function writeSynced(bytes: Uint8Array, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
    await rm(path);
  }
}
