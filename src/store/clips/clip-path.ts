import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';

/** What the path of every clip begins with. */
export const CLIPS = 'clips';
/** What {@link clipPath} makes; nothing else beside it is ours to touch. */
const CLIP_PATH = /^clips\/[a-z0-9]{1,32}\/[0-9a-f]{20}\.[a-z0-9]{1,5}$/;
const SAFE_PART = /^[a-z0-9]{1,32}$/;

/** ffmpeg's container names to the usual file ending; what is not here ends in `bin`. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  aac: 'aac',
  aiff: 'aiff',
  amr: 'amr',
  asf: 'wma',
  avi: 'avi',
  caf: 'caf',
  flac: 'flac',
  matroska: 'mkv',
  'matroska,webm': 'webm',
  'mov,mp4,m4a,3gp,3g2,mj2': 'm4a',
  mp3: 'mp3',
  ogg: 'ogg',
  w64: 'w64',
  wav: 'wav',
};

/** An id that is unique, unguessable and safe in a path and a custom_id: 20 hexadecimal digits. */
export const newId = () => randomBytes(10).toString('hex');
export const isId = (name: string) => /^[0-9a-f]{20}$/.test(name);

/**
 * The path of a clip's bytes, relative and with slashes. Made of ids alone, never of an uploaded file's name.
 *
 * @throws {RangeError} if an id is anything but letters and digits (our mistake, or a forged id).
 */
export function clipPath(guildId: string, clipId: string, container: string): string {
  if (!SAFE_PART.test(guildId) || !SAFE_PART.test(clipId)) throw new RangeError('unsafe id in a path');
  return posix.join(CLIPS, guildId, `${clipId}.${EXTENSIONS[container] ?? 'bin'}`);
}

export const isClipPath = (path: string) => CLIP_PATH.test(path);

/** Whose clip is at a path that {@link isClipPath}, and which. */
export function ownerOf(path: string): { guildId: string; clipId: string } {
  const [, guildId, file] = path.split('/');
  return { guildId: guildId!, clipId: posix.parse(file!).name };
}
