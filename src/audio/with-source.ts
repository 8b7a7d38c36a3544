import { UserError } from '../domain/errors.js';
import { mixFilters, MAX_CHANNELS, type ChannelMix } from './channel-mix.js';
import { SILENCE } from './choose-mix.js';
import { readFileHead, type FileHead } from './file-head.js';
import { LevelMeter } from './level-meter.js';
import type { FileDescription, SoundTrack } from './parse-stream-info.js';
import { readTrack, type RunOptions, type TrackSource } from './read-track.js';

/** ffmpeg's own decoders of AMR drop pauses; those of OpenCORE, where it was built with them, keep them. */
const BETTER_DECODERS: Readonly<Record<string, string>> = {
  amr_nb: 'libopencore_amrnb',
  amr_wb: 'libopencore_amrwb',
};

/** Thrown within {@link withSource} alone. */
class WrongGuess extends Error {
  constructor(readonly description: FileDescription) {
    super('the file is not as plain as it was taken for');
  }
}

/**
 * Does something with the sound of a file: of the track that the file calls its default, else of the first one; but
 * where that is silent or cannot be read, of the next that is not.
 *
 * Almost every file has one track of one or two channels, so that is tried without a look at the file first: a look
 * would cost a start of ffmpeg. Where it proves wrong, which shows before any sample is decoded, the work begins anew.
 *
 * @param work - May be called twice.
 * @throws UserError as {@link readFileHead} and {@link readTrack} do, and what `work` throws.
 */
export async function withSource<T>(
  path: string,
  options: RunOptions,
  work: (source: TrackSource) => Promise<T>,
): Promise<T> {
  const head = await readFileHead(path);
  const onDescription = (description: FileDescription): void => {
    if (!isPlain(description)) throw new WrongGuess(description);
  };
  try {
    return await work({ path, track: 0, channels: 2, ...head, onDescription });
  } catch (error) {
    if (!(error instanceof WrongGuess)) throw error;
    const [first, ...others] = candidates(error.description, { path, ...head });
    const chosen = others.length === 0 ? first : await firstWithSound([first!, ...others], options);
    return work(chosen!);
  }
}

function isPlain({ tracks }: FileDescription): boolean {
  const [{ codec, channels }, ...others] = tracks as [SoundTrack, ...SoundTrack[]];
  return others.length === 0 && (channels ?? 2) <= 2 && !(codec in BETTER_DECODERS);
}

/** Ways to read a file, the best first. */
function candidates({ tracks }: FileDescription, file: { path: string } & FileHead): TrackSource[] {
  const main = Math.max(
    0,
    tracks.findIndex(({ isDefault }) => isDefault),
  );
  const order = [main, ...tracks.keys()].filter((track, i) => i === 0 || track !== main);
  return order.flatMap((track) => {
    const { codec, channels = 2 } = tracks[track]!;
    const source = { ...file, track, channels: Math.max(1, Math.min(channels, MAX_CHANNELS)) };
    const decoder = BETTER_DECODERS[codec];
    return decoder === undefined ? [source] : [{ ...source, decoder }, source];
  });
}

/** Falls back on the first that can be read, then on the first. */
async function firstWithSound(sources: readonly TrackSource[], options: RunOptions): Promise<TrackSource> {
  let readable: TrackSource | undefined;
  for (const source of sources) {
    // The other decoder would hear no more of a track that is silent.
    if (readable?.track === source.track) continue;
    const found = await listenTo(source, options);
    if (found === 'sound') return source;
    if (found === 'silence') readable ??= source;
  }
  return readable ?? sources.at(-1)!;
}

/** Ends a run once there is sound. */
class SoundFound extends Error {}

const UNREADABLE: readonly string[] = ['NOT_AUDIO', 'SOUND_UNREADABLE', 'AUDIO_TOO_SHORT'];
/** 0.2 s in all: more than the crack with which a constant voltage begins. */
const FRAMES_OF_SOUND = 10;
const LISTENING_RATE_HZ = 16_000;
/** Besides the mean of all; ffmpeg gives no more at a time. */
const MOST_AT_A_TIME = 7;

async function listenTo(
  source: TrackSource,
  options: RunOptions,
): Promise<'sound' | 'silence' | 'unreadable'> {
  const channels = Math.min(source.channels, MOST_AT_A_TIME);
  const mixes: ChannelMix[] = ['all', ...Array.from({ length: channels }, (_, channel) => [channel])];
  const meter = new LevelMeter(mixes.length, LISTENING_RATE_HZ);
  const loudFrames = mixes.map(() => 0);
  let metered = 0;
  try {
    await readTrack(source, {
      ...options,
      filters: mixFilters(mixes, LISTENING_RATE_HZ),
      signals: mixes.length,
      sampleRateHz: LISTENING_RATE_HZ,
      onSamples: (interleaved) => {
        meter.push(interleaved);
        const levels = meter.levels();
        levels.forEach((frames, signal) => {
          loudFrames[signal]! += frames.slice(metered).filter((level) => level > SILENCE).length;
        });
        metered = levels[0]!.length;
        if (loudFrames.some((count) => count >= FRAMES_OF_SOUND)) throw new SoundFound();
      },
    });
    return 'silence';
  } catch (error) {
    if (error instanceof SoundFound) return 'sound';
    if (error instanceof UserError && error.code === 'CLIP_TOO_LONG') return 'silence';
    if (error instanceof UserError && UNREADABLE.includes(error.code)) return 'unreadable';
    throw error;
  }
}
