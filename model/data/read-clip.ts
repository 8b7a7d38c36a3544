import { createCodec } from '../../src/audio/codec.js';
import { locateFfmpeg } from '../../src/audio/ffmpeg-path.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';

/** Longest clip of a corpus, in seconds; a longer file is a mistake. */
const MAX_CLIP_SEC = 60;

/**
 * Makes the function that reads a clip as the bot would: through ffmpeg, to mono at 16 kHz, full scale = 1.
 *
 * @throws {Error} if there is no ffmpeg.
 */
export async function createClipReader(): Promise<(file: string) => Promise<Float32Array>> {
  const ffmpeg = await locateFfmpeg();
  if (!ffmpeg) throw new Error('ffmpeg is missing: install it, or set FFMPEG_PATH');
  const decoder = createCodec({
    ffmpegPath: ffmpeg.path,
    maxConcurrent: 1,
    maxQueue: 1,
    timeLimitMs: 60_000,
  });
  return async (file) => {
    const chunks: Float32Array[] = [];
    await decoder.decode(file, {
      sampleRateHz: FEATURE_SETTINGS.sampleRateHz,
      maxDurationSec: MAX_CLIP_SEC,
      onSamples: (chunk) => void chunks.push(chunk),
    });
    const pcm = new Float32Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    return pcm;
  };
}
