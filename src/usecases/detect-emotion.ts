import type { Clip } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import type { Limits } from '../domain/limits.js';
import type { FindClip } from './find-clip.js';
import type { Listen } from './listen.js';
import type { Attachment, Cancellable, ClipStore, Downloader, ModelInfo } from './ports.js';
import { refuseOversized } from './upload-clip.js';

export type DetectClip = (
  request: { guildId: string; file: string } & Cancellable,
) => Promise<{ clip: Clip; detection: Detection }>;

/**
 * Names the emotion in a saved clip. A clip never changes, so a detection by the same model is used again.
 *
 * @param parts.onUnsaved - Told when a detection cannot be kept for the next time.
 * @returns a function that throws UserError `CLIP_NOT_FOUND`, `CLIP_FILE_MISSING` and those of {@link Listen}.
 */
export function createDetectClip(parts: {
  store: ClipStore;
  findClip: FindClip;
  listen: Listen;
  model: Pick<ModelInfo, 'version'>;
  onUnsaved: (error: unknown) => void;
}): DetectClip {
  const { store, findClip, listen, model, onUnsaved } = parts;

  return async ({ guildId, file, signal }) => {
    const clip = await findClip(guildId, file);
    if (clip.detection?.modelVersion === model.version) return { clip, detection: clip.detection };
    const detection = await listen(await store.locate(clip), { signal, turn: guildId });
    // The answer is known: that it cannot be kept is the log's concern, not the member's.
    await store.recordDetection(guildId, clip.id, detection).catch(onUnsaved);
    return { clip, detection };
  };
}

export type DetectAttachment = (
  request: { guildId: string; attachment: Attachment } & Cancellable,
) => Promise<Detection>;

/**
 * Names the emotion in an attachment without keeping it.
 *
 * @returns a function that throws UserError `CLIP_TOO_BIG` and those of {@link Downloader} and {@link Listen}.
 */
export function createDetectAttachment(parts: {
  store: Pick<ClipStore, 'stage'>;
  downloader: Downloader;
  listen: Listen;
  limits: Pick<Limits, 'maxClipBytes'>;
}): DetectAttachment {
  const { store, downloader, listen, limits } = parts;

  return async ({ guildId, attachment, signal }) => {
    refuseOversized(attachment, limits.maxClipBytes);
    const file = await store.stage();
    try {
      await downloader.download(attachment.url, file.path, {
        maxBytes: limits.maxClipBytes,
        signal,
        turn: guildId,
      });
      return await listen(file.path, { signal, turn: guildId });
    } finally {
      await file.drop();
    }
  };
}
