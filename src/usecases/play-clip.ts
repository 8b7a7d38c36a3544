import type { Clip } from '../domain/clip.js';
import { unlessDeleted } from '../domain/deleted-clip.js';
import { cleanFileName } from '../domain/names.js';
import { isPlayedAsSent } from '../domain/playback.js';
import type { FindClip } from './find-clip.js';
import type { AudioEncoder, Cancellable, ClipStore } from './ports.js';

/** A file to send, and what to call once it has been sent. */
export interface Playable {
  clip: Clip;
  /** Absolute. */
  path: string;
  fileName: string;
  /** Whether this is a smaller copy, since the original does not fit. */
  compressed: boolean;
  /** Whether this is an Opus copy, since Discord's player does not play the original as it is heard. */
  converted: boolean;
  release(): Promise<void>;
}

export type PlayClip = (
  request: { guildId: string; clipRef: string; maxBytes: number } & Cancellable,
) => Promise<Playable>;

/**
 * Gives a clip back to listen to: the original bytes, or an Opus copy where those do not fit into an answer or Discord's
 * player would not play them, or not all of what is heard.
 *
 * @returns a function that throws UserError `CLIP_NOT_FOUND`, `CLIP_FILE_MISSING`, `TOO_BIG_TO_PLAY` and those
 *   of {@link AudioEncoder}.
 */
export function createPlayClip(parts: {
  store: ClipStore;
  findClip: FindClip;
  encoder: AudioEncoder;
}): PlayClip {
  const { store, findClip, encoder } = parts;

  const play = async (
    clip: Clip,
    { maxBytes, signal }: { maxBytes: number } & Cancellable,
  ): Promise<Playable> => {
    const original = await store.borrow(clip, { signal });
    const compressed = clip.bytes > maxBytes;
    const converted = !isPlayedAsSent(clip);
    if (!compressed && !converted) {
      const release = () => original.drop();
      return { clip, path: original.path, fileName: clip.originalFileName, compressed, converted, release };
    }
    const copy = await store.stage();
    try {
      await encoder.encodeOpus(original.path, copy.path, {
        durationSec: clip.audio.durationSec,
        maxBytes,
        signal,
        fairnessKey: clip.guildId,
      });
    } catch (error) {
      await copy.drop();
      throw error;
    } finally {
      await original.drop();
    }
    const release = () => copy.drop();
    const fileName = cleanFileName(`${clip.name}.ogg`);
    return { clip, path: copy.path, fileName, compressed, converted, release };
  };

  return async ({ guildId, clipRef, maxBytes, signal }) => {
    const clip = await findClip(guildId, clipRef);
    return unlessDeleted(
      () => store.get(guildId, clip.id),
      () => play(clip, { maxBytes, signal }),
      { signal },
    );
  };
}
