import type { AudioInfo } from '../domain/clip.js';
import { mixFilters, type ChannelMix } from './channel-mix.js';
import { betterThanMean, carryingChannels, type Levels } from './choose-mix.js';
import { LevelMeter } from './level-meter.js';
import { readTrack, type RunOptions, type TrackSource } from './read-track.js';

const RATE_HZ = 16_000;

/** Mixes that ffmpeg's `pan` gives at a time. */
const MIXES_PER_RUN = 8;

/** The channels of a track that are heard. */
export interface Survey {
  mix: ChannelMix;
  /** Channels that the track begins with. */
  channels: number;
}

/**
 * Decides what to hear of a track: the mean of the channels that carry the voice, or the best one alone where that mean
 * loses it. See {@link carryingChannels} and {@link betterThanMean}.
 *
 * A survey takes a run over the whole track for the mean and every seven or eight channels, and one more where not all of them
 * carry the voice.
 *
 * @throws UserError as {@link readTrack} does.
 */
export async function surveyChannels(source: TrackSource, options: RunOptions): Promise<Survey> {
  // Of one channel, a second is looked for: it may come later.
  const numbers = Array.from({ length: Math.max(2, source.channels) }, (_, channel) => channel);
  const mixes: ChannelMix[] = ['all', ...numbers.map((channel) => [channel])];
  const { info, levels } = await measureLevels(mixes, source, options);
  const [ofAll, ...ofChannels] = levels;
  return { mix: await chooseMix(), channels: info.channels };

  async function chooseMix(): Promise<ChannelMix> {
    const carrying = carryingChannels(ofChannels);
    if (carrying.length === 1) return carrying;
    const areAll = carrying.length === ofChannels.length;
    const [mean] = areAll ? [ofAll] : (await measureLevels([carrying], source, options)).levels;
    const better = betterThanMean(
      mean!,
      carrying.map((channel) => ofChannels[channel]!),
    );
    if (better !== undefined) return [carrying[better]!];
    return areAll ? 'all' : carrying;
  }
}

/** Levels of each mix, in order, and what the track is. */
async function measureLevels(
  mixes: readonly ChannelMix[],
  source: TrackSource,
  options: RunOptions,
): Promise<{ info: AudioInfo; levels: Levels[] }> {
  const levels: Levels[] = [];
  let info: AudioInfo | undefined;
  for (let first = 0; first < mixes.length; first += MIXES_PER_RUN) {
    const some = mixes.slice(first, first + MIXES_PER_RUN);
    const meter = new LevelMeter(some.length, RATE_HZ);
    info = await readTrack(source, {
      ...options,
      filters: mixFilters(some, RATE_HZ),
      signals: some.length,
      sampleRateHz: RATE_HZ,
      onSamples: (interleaved) => {
        meter.push(interleaved);
      },
    });
    levels.push(...meter.levels());
  }
  return { info: info!, levels };
}
