import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { filtered } from './convolve.js';
import { bandPass } from './filters.js';
import { clamped } from './levels.js';
import { runChain } from './process-chain.js';

/** A way to code a voice. Bit rates in bits per second. */
export type LossyCodec =
  | { kind: 'opus'; bitsPerSec: number; application: 'voip' | 'audio' }
  | { kind: 'mp3'; bitsPerSec: number }
  | { kind: 'aac'; bitsPerSec: number }
  /** A telephone line: a band, in Hz, then G.711 mu-law at 8 kHz. */
  | { kind: 'g711'; lowHz: number; highHz: number };

interface Coding {
  /** Rate at which it is coded, in Hz: the one at which clips are usually sent. */
  rateHz: number;
  encoder: readonly string[];
  /** Container, as ffmpeg calls it. */
  muxer: string;
  demuxer: readonly string[];
  /** Delay of the decoded clip, in samples at `rateHz`. */
  delay: number;
}

const QUIETLY = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1'];
/** Sent at least, in samples at 16 kHz: of less than a few frames a decoder cannot tell what it is. */
const MIN_SAMPLES = 4_000;
const CLIP = ['-f', 'f32le', '-ar', String(FEATURE_SETTINGS.sampleRateHz)];

/**
 * A copy as it comes out of a codec: coded by one ffmpeg and decoded by another, both at work at once.
 *
 * The codecs' delays are taken out: Ogg Opus names its own (pre-skip), which ffmpeg drops; MP3's and AAC's are
 * fixed and are cut here, since a stream of either does not say; G.711 has none.
 *
 * @param pcm - Samples at 16 kHz, shape `[n]`, n at least 1, full scale = 1: what lies beyond is cut off. Not
 *   modified.
 * @returns Shape `[n]`, within [-1, 1]. The same input and the same ffmpeg give the same samples.
 * @throws {Error} if ffmpeg fails, for instance because it lacks the encoder.
 */
export async function throughCodec(
  pcm: Float32Array,
  codec: LossyCodec,
  ffmpegPath: string,
): Promise<Float32Array> {
  const { rateHz, encoder, muxer, demuxer, delay } = codingOf(codec);
  const sent = new Float32Array(Math.max(pcm.length, MIN_SAMPLES));
  sent.set(clamped(codec.kind === 'g711' ? filtered(pcm, bandPass(codec.lowHz, codec.highHz)) : pcm));
  const bytes = await runChain(
    ffmpegPath,
    [
      [
        ...[...QUIETLY, ...CLIP, '-ac', '1', '-i', 'pipe:0'],
        ...['-ar', String(rateHz), ...encoder, '-f', muxer, 'pipe:1'],
      ],
      [...QUIETLY, ...demuxer, '-i', 'pipe:0', '-ac', '1', ...CLIP, 'pipe:1'],
    ],
    new Uint8Array(sent.buffer),
  );
  const received = new Float32Array(Math.floor(bytes.length / 4));
  new Uint8Array(received.buffer).set(bytes.subarray(0, 4 * received.length));
  const out = new Float32Array(pcm.length);
  const from = Math.round((delay * FEATURE_SETTINGS.sampleRateHz) / rateHz);
  out.set(clamped(received.subarray(from, from + pcm.length)));
  return out;
}

function codingOf(codec: LossyCodec): Coding {
  switch (codec.kind) {
    case 'opus': {
      const { bitsPerSec, application } = codec;
      return {
        rateHz: 48_000,
        encoder: ['-c:a', 'libopus', '-b:a', String(Math.round(bitsPerSec)), '-application', application],
        muxer: 'ogg',
        demuxer: ['-f', 'ogg'],
        delay: 0,
      };
    }
    case 'mp3':
      return {
        rateHz: 44_100,
        // LAME's header frame is left out: it is completed at the front when all is coded, which a pipe cannot do.
        encoder: [
          ...['-c:a', 'libmp3lame', '-b:a', String(Math.round(codec.bitsPerSec))],
          ...['-write_xing', '0', '-id3v2_version', '0'],
        ],
        muxer: 'mp3',
        demuxer: ['-f', 'mp3'],
        // LAME's 576 and the decoder's 529 (LAME's technical FAQ).
        delay: 1105,
      };
    case 'aac':
      return {
        rateHz: 44_100,
        encoder: ['-c:a', 'aac', '-b:a', String(Math.round(codec.bitsPerSec))],
        muxer: 'adts',
        demuxer: ['-f', 'aac'],
        // One frame of ffmpeg's encoder.
        delay: 1024,
      };
    case 'g711':
      return {
        rateHz: 8_000,
        encoder: ['-c:a', 'pcm_mulaw'],
        muxer: 'mulaw',
        demuxer: ['-f', 'mulaw', '-ar', '8000', '-ac', '1'],
        delay: 0,
      };
  }
}
