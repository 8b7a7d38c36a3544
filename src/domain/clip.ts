import type { Detection } from './detection.js';
import type { Emotion } from './emotions.js';

/** What ffmpeg found in a file that it decoded from start to end. */
export interface AudioInfo {
  /** ffmpeg's name of the container, such as `ogg` or `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: string;
  /** ffmpeg's name of the codec, such as `opus` or `pcm_s16le`. */
  codec: string;
  /** Sample rate of the file itself, in Hz. */
  sampleRateHz: number;
  /** Channels of the file itself. */
  channels: number;
  /** Length of the decoded audio, in seconds. */
  durationSec: number;
  /** Number of the sound track that was heard, from 1; absent for the first. */
  track?: number;
  /** Whether its clock jumps or starts late, or its rate or channels change: a player may make another length of it. */
  isIrregular?: true;
  /** Numbers of the channels whose mean was heard, from 1; absent where it was the mean of all, or is not known. */
  heardChannels?: number[];
}

/** What a clip's uploader says they hear in it: one of the eight, or no emotion at all. */
export type Label = Emotion | 'none';

/** One saved audio file: a row of the index. */
export interface Clip {
  /** Id made by the store; unique and safe in a path. */
  id: string;
  /** Discord server that the clip belongs to. */
  guildId: string;
  /** Discord user that the clip belongs to. */
  uploaderId: string;
  /** Name shown to members; need not be unique. */
  name: string;
  /** File name as uploaded, cleaned for display; never used in a path. */
  originalFileName: string;
  /** Media type as Discord reported it, or `application/octet-stream`. */
  mediaType: string;
  audio: AudioInfo;
  /** Size of the original file. */
  bytes: number;
  /** SHA-256 of the original file, lower-case hexadecimal. */
  sha256: string;
  /** Milliseconds since the Unix epoch. */
  uploadedAt: number;
  /** Where the original bytes lie, relative to DATA_DIR, with `/` between parts. */
  path: string;
  /** The last detection, so that an unchanged clip is not computed twice. */
  detection?: Detection;
  /** What its uploader says they hear, if they have said so. */
  label?: Label;
}
