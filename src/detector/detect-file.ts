import PQueue from 'p-queue';
import {
  combineWindows,
  confidenceOf,
  smoothWindows,
  type Detection,
  type WindowDetection,
} from '../domain/detection.js';
import { ranked } from '../domain/emotions.js';
import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { WindowSlicer, type Window } from './windows.js';
import type { AudioDecoder, VoiceAnalyser, FairShare } from '../usecases/ports.js';

/** Windows of one clip that may wait or be analysed at a time: enough to keep workers busy, little memory. */
const WINDOWS_IN_FLIGHT = 4;

/** Names the emotion in a file of this machine. */
export type DetectFile = (path: string, options?: FairShare) => Promise<Detection>;

/**
 * Makes the one path from a file to a detection, which commands and the command line share: the decoder's
 * samples are cut into windows while they arrive, and each is analysed while the next is still being decoded.
 *
 * @returns a function that throws UserError `NOT_AUDIO`, `SOUND_UNREADABLE`, `AUDIO_TOO_SHORT`, `CLIP_TOO_LONG`, `NO_VOICE`,
 *   `TIMED_OUT`, `BUSY` or `FFMPEG_MISSING`.
 */
export function createDetectFile(parts: {
  decoder: AudioDecoder;
  analyser: VoiceAnalyser;
  maxClipSec: number;
}): DetectFile {
  const { decoder, analyser, maxClipSec } = parts;
  const { model } = analyser;

  return async (path, { signal, fairnessKey } = {}) => {
    const slicer = new WindowSlicer(model);
    const queue = new PQueue({ concurrency: WINDOWS_IN_FLIGHT });
    const results: Promise<WindowDetection>[] = [];
    const failed = new AbortController();
    const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;

    const analyse = async ({ samples, startSec, endSec }: Window): Promise<WindowDetection> => ({
      startSec,
      endSec,
      ...(await analyser.analyse(samples, { signal: stop })),
    });
    const enqueue = async (windows: Iterable<Window>) => {
      for (const window of windows) {
        await queue.onSizeLessThan(1);
        const result = queue.add(() => analyse(window));
        // One window that fails ends the clip: stop decoding at once instead of at the end.
        result.catch((error: unknown) => {
          failed.abort(error);
        });
        results.push(result);
      }
    };

    try {
      const audio = await decoder.decode(path, {
        sampleRateHz: model.sampleRateHz,
        maxDurationSec: maxClipSec,
        signal: stop,
        fairnessKey,
        onSamples: (chunk) => enqueue(slicer.push(chunk)),
      });
      if (audio.durationSec < model.minSec) throw new UserError('AUDIO_TOO_SHORT');
      await enqueue(slicer.finish());
      return summarise(await Promise.all(results), audio, analyser);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
}

function summarise(
  windows: WindowDetection[],
  { durationSec, track, heardChannels }: AudioInfo,
  { model }: VoiceAnalyser,
): Detection {
  if (windows.every((window) => window.voiceActivity === 0)) throw new UserError('NO_VOICE');
  const probabilities = combineWindows(windows);
  const [first, second] = ranked(probabilities);
  return {
    emotion: first!.emotion,
    runnerUp: second!.emotion,
    confidence: confidenceOf(probabilities, model.confidence),
    probabilities,
    durationSec,
    ...(track && { track }),
    ...(heardChannels && { heardChannels }),
    windows: smoothWindows(windows),
    modelVersion: model.version,
  };
}
