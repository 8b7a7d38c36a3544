import type { Clip } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import type { Limits } from '../domain/limits.js';
import type { FindClip } from './find-clip.js';
import type { Attachment, Cancellable, ClipStore, Detector, ForSomeone } from './ports.js';
import { refuseOversized } from './upload-clip.js';

export type DetectClip = (
  request: { guildId: string; clipRef: string } & Cancellable,
) => Promise<{ clip: Clip; detection: Detection }>;

/**
 * Names the emotion in a saved clip. A clip never changes, so a detection by the same model is used again.
 *
 * @param parts.onUnsaved - Told when a detection cannot be kept for the next time.
 * @returns a function that throws UserError `CLIP_NOT_FOUND` and those of {@link Detector}.
 */
export function createDetectClip(parts: {
  store: ClipStore;
  findClip: FindClip;
  detector: Detector;
  onUnsaved: (error: unknown) => void;
}): DetectClip {
  const { store, findClip, detector, onUnsaved } = parts;

  return async ({ guildId, clipRef, signal }) => {
    const clip = await findClip(guildId, clipRef);
    if (clip.detection?.modelVersion === detector.modelVersion) return { clip, detection: clip.detection };
    const detection = await detector.detect({ fairnessKey: guildId, clip }, { signal });
    // The answer is known: that it cannot be kept is the log's concern, not the member's.
    await store.recordDetection(guildId, clip.id, detection).catch(onUnsaved);
    return { clip, detection };
  };
}

export type DetectAttachment = (request: { attachment: Attachment } & ForSomeone) => Promise<Detection>;

/**
 * Names the emotion in an attachment without keeping it.
 *
 * @returns a function that throws UserError `CLIP_TOO_BIG` and those of {@link Detector}.
 */
export function createDetectAttachment(parts: {
  detector: Detector;
  limits: Pick<Limits, 'maxClipBytes'>;
}): DetectAttachment {
  const { detector, limits } = parts;

  return async ({ attachment, fairnessKey, signal }) => {
    const maxBytes = limits.maxClipBytes;
    refuseOversized(attachment, maxBytes);
    return detector.detect({ fairnessKey, url: attachment.url, maxBytes }, { signal });
  };
}
