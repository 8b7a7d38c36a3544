import type { Clip } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import type { Retention } from '../usecases/retention.js';
import type { UseCases } from '../usecases/use-cases.js';
import type { Metrics } from './metrics.js';

/** The same use cases, whose outcomes are counted. */
export function countOutcomes(useCases: UseCases, metrics: Metrics): UseCases {
  const { detections, clipsAdded, clipBytesAdded, clipsRemoved } = metrics;
  const count = ({ emotion, confidence }: Detection) => {
    detections.inc({ emotion, confidence });
  };
  const added = ({ bytes }: Clip) => {
    clipsAdded.inc();
    clipBytesAdded.inc(bytes);
  };
  return {
    ...useCases,
    async uploadClip(request) {
      const clip = await useCases.uploadClip(request);
      added(clip);
      return clip;
    },
    async saveSounds(request) {
      const saved = await useCases.saveSounds(request);
      for (const sound of saved.sounds) if ('found' in sound) added(sound.found);
      return saved;
    },
    deleteClip: {
      ...useCases.deleteClip,
      async remove(request) {
        const deleted = await useCases.deleteClip.remove(request);
        clipsRemoved.inc({ reason: 'deleted' });
        return deleted;
      },
    },
    forgetMember: {
      ...useCases.forgetMember,
      async forget(request) {
        const removed = await useCases.forgetMember.forget(request);
        clipsRemoved.inc({ reason: 'forgotten' }, removed.clips);
        return removed;
      },
    },
    async detectClip(request) {
      const found = await useCases.detectClip(request);
      count(found.detection);
      return found;
    },
    async detectAttachment(request) {
      const detection = await useCases.detectAttachment(request);
      count(detection);
      return detection;
    },
    async detectSounds(request) {
      const heard = await useCases.detectSounds(request);
      for (const sound of heard.sounds) if ('found' in sound) count(sound.found);
      return heard;
    },
  };
}

/** The same retention, whose removals are counted. */
export function countRemovals(retention: Retention, { clipsRemoved }: Metrics): Retention {
  return {
    ...retention,
    async sweep(options) {
      const expired = await retention.sweep(options);
      clipsRemoved.inc({ reason: 'old' }, expired.old);
      clipsRemoved.inc({ reason: 'left' }, expired.left);
      return expired;
    },
  };
}
