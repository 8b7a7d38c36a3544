import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openClipStore, type OpenClipStore } from '../../src/store/clip-store.js';
import type { StoreLimits } from '../../src/store/store-limits.js';
import type {
  AudioDecoder,
  AudioEncoder,
  Downloader,
  ModelInfo,
  VoiceAnalyser,
  WindowAnalysis,
} from '../../src/usecases/ports.js';
import { LIMITS, probabilities } from './builders.js';
import { voice } from './synthetic-voice.js';
import { tempDir } from './temp-dir.js';
import { onTestFinished } from 'vitest';

/** Stand-ins for the parts at the edge, for tests of the use cases alone. The store is the real one, in memory. */

export const MODEL: ModelInfo = {
  version: '1.0.0',
  sampleRateHz: 16_000,
  wholeSec: 4,
  pieceSec: 1.5,
  minSec: 0.5,
  confidence: { unsureBelow: 0.2, sureFrom: 0.5 },
};

export async function memoryStore(
  limits: Partial<StoreLimits> = {},
): Promise<{ store: OpenClipStore; dataDir: string }> {
  const dataDir = await tempDir();
  const store = await openClipStore({
    dataDir,
    indexUrl: 'memory:',
    limits: { ...LIMITS, ...limits },
  });
  onTestFinished(() => store.close());
  return { store, dataDir };
}

/** "Downloads" the URL's own text. */
export const fakeDownloader = (): Downloader & { urls: string[] } => {
  const urls: string[] = [];
  return {
    urls,
    async download(url, toPath) {
      urls.push(url);
      await writeFile(toPath, url, { flag: 'wx' });
      return { bytes: url.length, sha256: 'cd'.repeat(32) };
    },
  };
};

/** Hands out a voice of the given length in pieces of 0.7 s, or rejects. */
export function fakeDecoder(durationSec: number, failure?: Error): AudioDecoder & AudioEncoder {
  return {
    measure: (path, options) => fakeDecoder(durationSec, failure).decode(path, options),
    async decode(_path, { sampleRateHz = 16_000, onSamples, signal }) {
      if (failure) throw failure;
      const total = Math.round(durationSec * sampleRateHz);
      const samples = voice({ durationSec, sampleRateHz });
      const piece = Math.round(0.7 * sampleRateHz);
      for (let sent = 0; onSamples && sent < total; sent += piece) {
        signal?.throwIfAborted();
        await onSamples(samples.subarray(sent, sent + piece));
      }
      signal?.throwIfAborted();
      return { container: 'ogg', codec: 'opus', sampleRateHz: 48_000, channels: 1, durationSec };
    },
    async encodeOpus(_path, toPath, { maxBytes }) {
      if (failure) throw failure;
      await writeFile(toPath, 'x'.repeat(Math.min(4, maxBytes)), { flag: 'wx' });
    },
  };
}

/** Answers with what the given function makes of the window's number. */
export function fakeAnalyser(
  answer: (window: number) => WindowAnalysis | Promise<WindowAnalysis> = () => ({
    probabilities: probabilities({ happy: 0.7 }),
    voiceActivity: 1,
  }),
): VoiceAnalyser & { calls: number } {
  return {
    model: MODEL,
    calls: 0,
    async analyse() {
      this.calls += 1;
      return answer(this.calls - 1);
    },
  };
}

export const stagedIn = (dataDir: string) => join(dataDir, 'incoming');
