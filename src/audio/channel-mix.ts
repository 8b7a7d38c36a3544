/** What is taken of a track's channels: the mean of all that it has, or of those numbered, from 0. */
export type ChannelMix = 'all' | readonly number[];

/** ffmpeg's resampler refuses more. */
export const MAX_CHANNELS = 64;

const ALL = Array.from({ length: MAX_CHANNELS }, (_, channel) => `c${channel}`).join('+');

/**
 * ffmpeg's filters that give each mix as a channel of its own, full scale = 1. Layouts are ignored: channels go by
 * number. The filters hold for a track whose channels change on the way: the mean is that of all channels that there
 * are at the time, and where a single one is not there, the first is taken.
 *
 * @param mixes - At most 8: ffmpeg's `pan` gives no more.
 * @param sampleRateHz - Of what they give.
 * @see https://ffmpeg.org/ffmpeg-filters.html#pan-1 - `<` divides by the number of channels.
 */
export function mixFilters(mixes: readonly ChannelMix[], sampleRateHz: number): string {
  return panned(
    mixes.map((mix, output) => `c${output}<${weights(mix)}`),
    sampleRateHz,
  );
}

/** The first two channels; a track, or a stretch of one, that has no second channel gives the first one twice. */
export const stereoFilters = (sampleRateHz: number): string => mixFilters([[0], [1]], sampleRateHz);

/** The mix for counting samples alone: any channel will do, since all have as many, however their number changes. */
export const ONE_CHANNEL = 'pan=1c|c0=c0';

function weights(mix: ChannelMix): string {
  if (mix === 'all') return ALL;
  const channels = mix.map((channel) => `c${channel}`).join('+');
  // A weight of -94 dB counts only where it is the only one; `pan` takes anything below -100 dB for none.
  return mix.length === 1 && mix[0] !== 0 ? `${channels}+0.00002*c0` : channels;
}

/** Floats, so that nothing is rounded. Resampling comes first: a file has fewer channels than are made of them. */
const panned = (outputs: readonly string[], sampleRateHz: number) =>
  `aformat=sample_fmts=fltp:sample_rates=${sampleRateHz},pan=${outputs.length}c|${outputs.join('|')}`;
