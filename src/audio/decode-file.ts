import type { AudioInfo } from '../domain/clip.js';
import type { DecodeOptions } from '../usecases/ports.js';
import { mixFilters, type ChannelMix } from './channel-mix.js';
import { chooseOfTwo } from './choose-mix.js';
import { LevelMeter } from './level-meter.js';
import { readTrack, type RunOptions, type TrackSource } from './read-track.js';
import { surveyChannels } from './survey-channels.js';
import { TimeLimit } from './time-limit.js';
import { withSource } from './with-source.js';

const DEFAULT_SAMPLE_RATE_HZ = 16_000;

/** Values of two channels and their mean that are kept until it is clear what to hear: 30 s at 16 kHz, 6 MB. */
const MAX_KEPT_VALUES = 3 * 30 * DEFAULT_SAMPLE_RATE_HZ;

export interface FfmpegSettings {
  ffmpegPath: string;
  /** Longest work of ffmpeg on one file, in milliseconds, not counting the time it waits for whoever takes its output. */
  timeLimitMs: number;
}

/**
 * Decodes a file's sound to mono samples; see `AudioDecoder.decode` for the contract.
 *
 * A damaged file counts as far as ffmpeg reads it, as long as ffmpeg itself is content: a recording cut short
 * is decoded to its last whole frame. Where ffmpeg ends with an error, the file is refused, although samples
 * may have been handed on by then: a detection must not rest on fragments.
 *
 * Several channels are mixed as {@link surveyChannels} decides, without exceeding full scale; two alike give back the
 * original. One channel takes one run of ffmpeg, two take one up to 30 s, else two.
 *
 * @throws RangeError if the rate or the longest duration is not above 0; the file system's error if there is no
 *   such file (both our mistake).
 */
export async function decodeFile(
  path: string,
  { sampleRateHz = DEFAULT_SAMPLE_RATE_HZ, maxDurationSec, onSamples, signal }: DecodeOptions,
  { ffmpegPath, timeLimitMs }: FfmpegSettings,
): Promise<AudioInfo> {
  if (!(sampleRateHz > 0)) throw new RangeError(`expected sampleRateHz above 0, received ${sampleRateHz}`);
  if (!(maxDurationSec > 0))
    throw new RangeError(`expected maxDurationSec above 0, received ${maxDurationSec}`);

  const run = { ffmpegPath, timeLimit: new TimeLimit(timeLimitMs), maxDurationSec, signal };
  const options = { ...run, sampleRateHz, onSamples: onSamples ?? (() => undefined) };
  return withSource(path, run, async (source) =>
    source.channels <= 2
      ? decodeOneOrTwo(source, options)
      : decodeMix(source, (await surveyChannels(source, run)).mix, options),
  );
}

interface MonoOptions extends RunOptions {
  sampleRateHz: number;
  onSamples: (samples: Float32Array) => void | Promise<void>;
}

async function decodeMix(source: TrackSource, mix: ChannelMix, options: MonoOptions): Promise<AudioInfo> {
  const info = await readTrack(source, {
    ...options,
    filters: mixFilters([mix], options.sampleRateHz),
    signals: 1,
  });
  return { ...info, ...(mix !== 'all' && { heardChannels: mix.map((channel) => channel + 1) }) };
}

/** Thrown where a track that begins with one channel goes on with others that are not alike. */
class MoreChannels extends Error {}

/** Decodes as the track's beginning demands; where channels come later, all again, without what was handed on by then. */
async function decodeOneOrTwo(source: TrackSource, options: MonoOptions): Promise<AudioInfo> {
  let handedOn = 0;
  const onSamples: MonoOptions['onSamples'] = (samples) => {
    handedOn += samples.length;
    return options.onSamples(samples);
  };
  try {
    return await decodeAsItBegins(source, { ...options, onSamples });
  } catch (error) {
    if (!(error instanceof MoreChannels)) throw error;
    const { mix } = await surveyChannels(source, options);
    return decodeMix(source, mix, { ...options, onSamples: after(handedOn, options.onSamples) });
  }
}

/**
 * Hands on one channel as it comes; of two, keeps all until the end shows what to hear, or decodes them again.
 *
 * @throws MoreChannels
 */
async function decodeAsItBegins(source: TrackSource, options: MonoOptions): Promise<AudioInfo> {
  const { sampleRateHz, onSamples, signal } = options;
  const mixes: readonly [ChannelMix, ...ChannelMix[]] = ['all', [0], [1]];
  const meter = new LevelMeter(mixes.length, sampleRateHz);
  const kept: Float32Array[] = [];
  let keptValues = 0;
  let lostValues = 0;
  let isMono = source.channels === 1;

  const handOn = async (mix: ChannelMix): Promise<void> => {
    const number = mix === 'all' ? 0 : 1 + mix[0]!;
    for (const interleaved of kept.splice(0)) {
      signal?.throwIfAborted();
      if (isMono && differs(interleaved, mixes.length)) throw new MoreChannels();
      await onSamples(everyNth(interleaved, mixes.length, number));
    }
  };
  const info = await readTrack(
    {
      ...source,
      // What ffmpeg says and what it decodes come through two pipes: this may be known after the last sample.
      onDescription: (description) => {
        source.onDescription?.(description);
        isMono = description.tracks[source.track]?.channels === 1;
      },
    },
    {
      ...options,
      filters: mixFilters(mixes, sampleRateHz),
      signals: mixes.length,
      onSamples: async (interleaved) => {
        if (!isMono) meter.push(interleaved);
        kept.push(interleaved);
        keptValues += interleaved.length;
        if (isMono && lostValues === 0) {
          await handOn('all');
        } else if (keptValues > MAX_KEPT_VALUES) {
          lostValues = keptValues;
          kept.length = 0;
        }
      },
    },
  );
  const [ofMean, ...ofChannels] = meter.levels();
  const mix = isMono ? 'all' : chooseOfTwo(ofMean!, ofChannels as [number[], number[]]);
  if (lostValues > 0) return decodeMix(source, mix, options);
  await handOn(mix);
  return { ...info, ...(mix !== 'all' && info.channels > 1 && { heardChannels: [mix[0]! + 1] }) };
}

function everyNth(interleaved: Float32Array, signals: number, number: number): Float32Array {
  const samples = new Float32Array(interleaved.length / signals);
  for (let i = 0; i < samples.length; i += 1) samples[i] = interleaved[i * signals + number]!;
  return samples;
}

/** Rounding, and no more: -80 dB of full scale. */
const ALIKE_WITHIN = 1e-4;

/** Whether the first two of interleaved signals, the mean of all channels and the first one, are not the same. */
function differs(interleaved: Float32Array, signals: number): boolean {
  for (let i = 0; i < interleaved.length; i += signals) {
    if (Math.abs(interleaved[i]! - interleaved[i + 1]!) > ALIKE_WITHIN) return true;
  }
  return false;
}

/** Leaves out the first ones. */
function after(count: number, onSamples: MonoOptions['onSamples']): MonoOptions['onSamples'] {
  let left = count;
  return async (samples) => {
    const rest = samples.subarray(left);
    left -= samples.length - rest.length;
    if (rest.length > 0) await onSamples(rest);
  };
}
