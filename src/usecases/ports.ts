import type { AudioInfo, Clip, Label } from '../domain/clip.js';
import type { ConfidenceThresholds, Detection } from '../domain/detection.js';
import type { Emotion, Probabilities } from '../domain/emotions.js';

/** What the use cases need from the outside world. `bot.ts` hands them the real parts, tests may hand others. */

export interface Cancellable {
  /** Aborting stops the work, leaves nothing behind and rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Work that changes what is kept: it can be stopped until its first write. */
export interface Change extends Cancellable {
  /**
   * Told right before the first write. From there on the signal is not heeded: what comes of the work is awaited, since
   * nobody could say otherwise what holds.
   */
  onCommit?: (() => void) | undefined;
}

/** Work that may have to wait in a fair queue. */
export interface FairShare extends Cancellable {
  /** Work of one key, such as a server's id, is done in order; keys take turns. Default: one key for all that name none. */
  fairnessKey?: string | undefined;
}

/** A file that Discord offers for download. */
export interface Attachment {
  url: string;
  fileName: string;
  /** The name as it was sent, without its ending, where Discord had to change it. */
  title?: string | undefined;
  /** Size as Discord reports it; not to be trusted. */
  bytes: number;
  mediaType: string;
}

/** Facts about a file, taken while its bytes went by. */
export interface FileFacts {
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

export interface DownloadOptions extends FairShare {
  maxBytes: number;
}

export interface Downloader {
  /**
   * Downloads to a path that must not exist yet, and syncs it to disk.
   *
   * @throws UserError `ATTACHMENT_ORIGIN`, `ATTACHMENT_GONE`, `DOWNLOAD_FAILED`, `CLIP_TOO_BIG`, `STORAGE_FULL`.
   *   Then the path does not exist.
   */
  download(url: string, toPath: string, options: DownloadOptions): Promise<FileFacts>;
}

export interface MeasureOptions extends FairShare {
  /** A longer file is refused. */
  maxDurationSec: number;
}

export interface DecodeOptions extends MeasureOptions {
  /** Rate of the samples handed to `onSamples`, in Hz. Default: 16,000. */
  sampleRateHz?: number;
  /**
   * Receives mono samples in order, full scale = 1, and owns the array. Decoding waits for the promise it
   * returns.
   */
  onSamples?: (samples: Float32Array) => void | Promise<void>;
}

export interface AudioDecoder {
  /**
   * Decodes a file's sound from start to end: of the track that it calls its default, else of the first; where that is
   * silent or cannot be read, of the next that is not. Lengths are counted in samples, whatever the file's clock says.
   *
   * @throws UserError `NOT_AUDIO`, `SOUND_UNREADABLE`, `AUDIO_TOO_SHORT` if there is no sample, `CLIP_TOO_LONG`,
   *   `TIMED_OUT`, `FFMPEG_MISSING`, `BUSY`.
   */
  decode(path: string, options: DecodeOptions): Promise<AudioInfo>;
  /** The same without any samples and without `heardChannels`, which takes less time. @throws the same. */
  measure(path: string, options: MeasureOptions): Promise<AudioInfo>;
}

export interface AudioEncoder {
  /**
   * Writes an Ogg Opus copy of the sound that {@link AudioDecoder.decode} hears, of at most `maxBytes`, to a path that
   * must not exist yet.
   *
   * @throws UserError `TOO_BIG_TO_PLAY` if no sensible bit rate fits, and those of {@link AudioDecoder}.
   */
  encodeOpus(
    path: string,
    toPath: string,
    options: { durationSec: number; maxBytes: number } & FairShare,
  ): Promise<void>;
}

/** A file to put into an archive. */
export interface ArchivedFile {
  /** Absolute. */
  path: string;
  /** Its name in the archive; unique there, and the same on every system: see `safeFileName`. */
  name: string;
  /** Milliseconds since the Unix epoch. */
  modifiedAt: number;
}

/**
 * Writes files to a ZIP archive at a path that must not exist yet. It is larger than they are together by at most
 * {@link ZIP_ENTRY_BYTES} and twice the name's length for each.
 *
 * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`.
 */
export type WriteZip = (
  toPath: string,
  files: readonly ArchivedFile[],
  options?: Cancellable,
) => Promise<void>;

/** What a ZIP archive says of a file besides its name, in bytes, and a file's share of the archive's end. */
export const ZIP_ENTRY_BYTES = 256;

/** What the loaded model says of itself, from its metadata. */
export interface ModelInfo {
  version: string;
  /** Rate of the samples that it takes, in Hz. */
  sampleRateHz: number;
  /** A clip no longer than this is one window, and no window is longer, in seconds. */
  wholeSec: number;
  /** A longer clip is cut at pauses, but no earlier than this after a window's start, in seconds. */
  pieceSec: number;
  /** Shortest audio that it takes, in seconds. */
  minSec: number;
  confidence: ConfidenceThresholds;
}

export interface WindowAnalysis {
  probabilities: Probabilities;
  /** How much voice there is, within [0, 1]; 0 means none was heard. */
  voiceActivity: number;
}

export interface VoiceAnalyser {
  readonly model: ModelInfo;
  /**
   * Names the emotion in one window, off the main thread.
   *
   * @param samples - Mono, at `model.sampleRateHz`, full scale = 1, `minSec` to `wholeSec` long. Taken over: the
   *   caller must not touch it afterwards.
   * @throws UserError `BUSY` if the queue is full.
   */
  analyse(samples: Float32Array, options?: Cancellable): Promise<WindowAnalysis>;
}

/** Work for someone: for a server by its id, or for a user by theirs where there is no server. */
export type ForSomeone = Cancellable & Record<'fairnessKey', string>;

/** A sound as another machine can fetch it, too. Those of one key wait for each other; see {@link FairShare}. */
export type Sound = Pick<ForSomeone, 'fairnessKey'> & ({ clip: Clip } | { url: string; maxBytes: number });

/** Finds the emotion in a sound, wherever it does so: in this process or on other machines. */
export interface Detector {
  /** Version of the model that answers; what another one found may be out of date. */
  readonly modelVersion: string;
  /**
   * Names the emotion in a saved clip, or in a file that Discord offers, of which nothing is kept.
   *
   * @throws UserError `CLIP_NOT_FOUND`, `CLIP_FILE_MISSING`, `AUDIO_TOO_SHORT`, `NO_VOICE`, `BUSY`,
   *   `QUEUE_UNREACHABLE`, and those of {@link Downloader} and {@link AudioDecoder}.
   */
  detect(sound: Sound, options?: Cancellable): Promise<Detection>;
}

/** What a queue of detections holds, and who takes from it. */
export interface QueueDepth {
  /** Detections that no worker has taken yet, or that are to be tried again. */
  waiting: number;
  active: number;
  workers: number;
}

/**
 * A file of this machine for as long as one piece of work needs it: one that is being received and may become a clip, or
 * a clip's bytes to read, which may be a copy or the original.
 */
export interface TempFile {
  /** Absolute. */
  readonly path: string;
  /**
   * Says that it is no longer needed, which removes what was made for this work alone. Safe to call always, also after
   * it was added.
   */
  drop(): Promise<void>;
}

export type NewClip = Omit<Clip, 'id' | 'path' | 'detection' | 'label'>;

export interface ClipQuery {
  /** Only clips of this member. */
  uploaderId?: string | undefined;
  /** Only clips in which this was heard last. */
  emotion?: Emotion | undefined;
  /** Only clips whose name contains this, whatever its case. */
  name?: string | undefined;
  /** Clips to skip, newest first. */
  offset: number;
  limit: number;
}

/** Which of a server's clips: those that match all that is set. */
export interface ClipFilter {
  uploaderId?: string;
  /** Milliseconds since the Unix epoch. */
  uploadedBefore?: number;
}

/** What has become of clips that were to go. Nobody sees any of them from then on. */
export interface Removal {
  /** How many there were, those included whose bytes an earlier removal could not remove. */
  clips: number;
  /** Of these: how many still have bytes, since what keeps them does not answer. The store goes on trying. */
  pending: number;
}

/** A server that has, or lately had, clips. */
export interface GuildRecord {
  guildId: string;
  /** Since when the bot is no longer in it, in milliseconds since the Unix epoch; absent while it is. */
  leftAt?: number | undefined;
}

/** Enough of a clip to offer it for choice. */
export type ClipTitle = Pick<Clip, 'id' | 'name' | 'uploadedAt'>;

export interface ClipStore {
  /** A place for a file that is being received. */
  stage(): Promise<TempFile>;
  /**
   * Turns a staged file into a clip: it is there and indexed, or nothing has changed.
   *
   * @throws UserError `GUILD_CLIPS_FULL`, `GUILD_BYTES_FULL`, `STORAGE_FULL`, `STORAGE_FAILED`.
   */
  add(file: TempFile, clip: NewClip, change?: Change): Promise<Clip>;
  /** The clip, or `undefined` where this server has no such clip. */
  get(guildId: string, clipId: string): Promise<Clip | undefined>;
  /** Newest first. `total` counts all that match, not only those on this page. */
  list(guildId: string, query: ClipQuery): Promise<{ clips: Clip[]; total: number }>;
  /** Clips whose name contains the text, whatever its case, newest first. */
  search(guildId: string, text: string, limit: number): Promise<ClipTitle[]>;
  /** Every clip that matches, whole, in no order; few of them are in memory at a time. */
  each(guildId: string, filter?: ClipFilter): AsyncIterable<Clip>;
  /** Keeps a detection with its clip; does nothing if the clip has gone meanwhile. */
  recordDetection(guildId: string, clipId: string, detection: Detection): Promise<void>;
  /** Gives a clip another name. @returns it as it is now; `undefined` if it has gone meanwhile. */
  rename(guildId: string, clipId: string, name: string, change?: Change): Promise<Clip | undefined>;
  /** Keeps what a clip's uploader hears in it; `undefined` takes that back. @returns as {@link rename} does. */
  recordLabel(
    guildId: string,
    clipId: string,
    label: Label | undefined,
    change?: Change,
  ): Promise<Clip | undefined>;
  /** How many clips match, by their rows, and how many removed ones do that still have bytes. */
  count(guildId: string, filter: ClipFilter): Promise<number>;
  /** Removes index row and bytes. No clips in the answer: there was no such clip. */
  remove(guildId: string, clipId: string, change?: Change): Promise<Removal>;
  /** Removes rows and bytes of all that match, by their rows. */
  removeMany(guildId: string, filter: ClipFilter, change?: Change): Promise<Removal>;
  /**
   * Removes all that there is of a server.
   *
   * @param options.leftBy - Milliseconds since the Unix epoch: only if the bot had left it by then, and is not back.
   */
  removeGuild(guildId: string, options?: { leftBy?: number }): Promise<Removal>;
  /** Every server that has clips, by their rows, and maybe some that lately had. */
  guilds(): Promise<GuildRecord[]>;
  /** What {@link guilds} says of one. */
  guild(guildId: string): Promise<GuildRecord>;
  /** Servers with clips that were uploaded before a moment, by their rows, or that are still going. */
  guildsWithClipsBefore(uploadedBefore: number): Promise<ReadonlySet<string>>;
  /** Keeps, of a server that has clips, since when the bot is no longer in it; `undefined` once it is back. */
  setLeft(guildId: string, leftAt: number | undefined): Promise<void>;
  /**
   * A clip's original bytes as a file of this machine, for reading.
   *
   * @throws UserError `CLIP_FILE_MISSING`, `STORAGE_FAILED`.
   */
  borrow(clip: Clip, options?: Cancellable): Promise<TempFile>;
}
