import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { formatBytes } from '../domain/format.js';
import { MIN_CLIP_SEC, type Limits } from '../domain/limits.js';
import { cleanFileName, cleanName, nameFromFile } from '../domain/names.js';
import type { Attachment, AudioDecoder, Change, ClipStore, Downloader } from './ports.js';

export interface UploadRequest extends Change {
  guildId: string;
  uploaderId: string;
  attachment: Attachment;
  /** The name as typed; left out, the file's own serves. */
  name?: string | undefined;
}

export type UploadClip = (request: UploadRequest) => Promise<Clip>;

/**
 * Saves an attachment as a clip once it has proved to be audio: nothing is kept of one that is refused.
 *
 * @returns a function that throws UserError `NAME_EMPTY`, `CLIP_TOO_BIG`, `AUDIO_TOO_SHORT` and those of {@link Downloader},
 *   {@link AudioDecoder} and {@link ClipStore.add}.
 */
export function createUploadClip(parts: {
  downloader: Downloader;
  decoder: AudioDecoder;
  store: ClipStore;
  limits: Pick<Limits, 'maxClipBytes' | 'maxClipSec'>;
  now?: () => number;
}): UploadClip {
  const { downloader, decoder, store, limits, now = Date.now } = parts;

  return async ({ guildId, uploaderId, attachment, name, signal, onCommit }) => {
    const title = name === undefined ? nameFromFile(attachment.fileName, attachment.title) : cleanName(name);
    if (title === undefined) throw new UserError('NAME_EMPTY');
    refuseOversized(attachment, limits.maxClipBytes);

    const file = await store.stage();
    try {
      const facts = await downloader.download(attachment.url, file.path, {
        maxBytes: limits.maxClipBytes,
        signal,
        fairnessKey: guildId,
      });
      const audio = await decoder.measure(file.path, {
        maxDurationSec: limits.maxClipSec,
        signal,
        fairnessKey: guildId,
      });
      if (audio.durationSec < MIN_CLIP_SEC) throw new UserError('AUDIO_TOO_SHORT');
      const clip = {
        guildId,
        uploaderId,
        name: title,
        originalFileName: cleanFileName(attachment.fileName, attachment.title),
        mediaType: attachment.mediaType,
        audio,
        ...facts,
        uploadedAt: now(),
      };
      return await store.add(file, clip, { signal, onCommit });
    } finally {
      await file.drop();
    }
  };
}

/** Spares a download that would be refused anyway; what Discord reports is checked again while reading. */
export function refuseOversized(attachment: Attachment, maxBytes: number): void {
  if (attachment.bytes > maxBytes) throw new UserError('CLIP_TOO_BIG', { limit: formatBytes(maxBytes) });
}
