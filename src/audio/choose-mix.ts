import type { ChannelMix } from './channel-mix.js';

/** Mean square below which a frame is silent: -70 dB of full scale, less than the noise of a room. */
export const SILENCE = 1e-7;

/** Share of its frames than which a channel's background is no louder. */
const QUIET_SHARE = 0.25;
/** What comes and goes, such as a voice, is this many times stronger than the background: 6 dB. */
const ABOVE_BACKGROUND = 4;
/** A channel with less than this of the best one's voice, 12 dB less, does not carry it. */
const CARRYING_SHARE = 1 / 16;
/** A mean weaker than this share of what channels without any likeness would give has lost the voice: 6 dB. */
const LOST_BELOW = 1 / 4;
/** A mean that loses more than this share of the voice is not heard. */
const MAX_LOST_SHARE = 0.2;

/** Mean squares from frame to frame, as `LevelMeter` gives them. */
export type Levels = readonly number[];

/**
 * Which channels carry the voice. A channel's voice is what rises above its own background, so a silent channel, a
 * constant voltage, hum, noise and timecode carry none; and a channel whose voice is 12 dB below the best one's carries
 * too little. Where nothing rises above a background, all sound counts as voice.
 *
 * @param channels - Equally long.
 * @returns numbers of channels, from 0, in order; all of them where all are silent.
 */
export function carryingChannels(channels: readonly Levels[]): number[] {
  const strengths = voicesOf(channels).map(total);
  const enough = Math.max(...strengths) * CARRYING_SHARE;
  return strengths.flatMap((strength, channel) => (strength >= enough ? [channel] : []));
}

/**
 * The best one of some channels, where their mean loses the voice because phases are opposite: in a fifth of the voice
 * or more, the mean is 6 dB weaker than that of channels which have nothing in common.
 *
 * @param mean - Of the mean of these channels.
 * @returns the number of a channel, from 0; `undefined` where the mean is better heard.
 */
export function betterThanMean(mean: Levels, channels: readonly Levels[]): number | undefined {
  const voices = voicesOf(channels);
  const strengths = voices.map(total);
  const best = strengths.indexOf(Math.max(...strengths));
  // The energy of the mean of n unlike signals is the sum of theirs, divided by n².
  const unlike = (frame: number) =>
    channels.reduce((sum, levels) => sum + levels[frame]!, 0) / channels.length ** 2;
  const lost = voices[best]!.filter((_level, frame) => mean[frame]! < unlike(frame) * LOST_BELOW);
  return total(lost) > MAX_LOST_SHARE * strengths[best]! ? best : undefined;
}

/**
 * What to hear of two channels: their mean, or the one that carries the voice, or the better one of two whose mean loses
 * it.
 */
export function chooseOfTwo(mean: Levels, channels: readonly [Levels, Levels]): ChannelMix {
  const carrying = carryingChannels(channels);
  if (carrying.length === 1) return carrying;
  const better = betterThanMean(mean, channels);
  return better === undefined ? 'all' : [better];
}

/** Each channel's frames in which its voice is heard; the others are 0. */
function voicesOf(channels: readonly Levels[]): Levels[] {
  const voices = channels.map((levels) => {
    const background = quantile(levels, QUIET_SHARE);
    return levels.map((level) => (level > SILENCE && level > background * ABOVE_BACKGROUND ? level : 0));
  });
  return voices.some((levels) => total(levels) > 0) ? voices : [...channels];
}

const total = (values: Levels) => values.reduce((sum, value) => sum + value, 0);

function quantile(values: Levels, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(share * sorted.length)] ?? 0;
}
