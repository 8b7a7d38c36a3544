import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import type { Detection } from '../../src/domain/detection.js';
import type { Cancellable, ClipStore, Detector, Sound } from '../../src/usecases/ports.js';
import { detection, GUILD } from '../helpers/builders.js';

export const NO_CLIPS: Pick<ClipStore, 'get'> = { get: () => Promise.resolve(undefined) };
export const SECRET = 'https://cdn.example/attachments/1/2/a-secret-name.ogg?hm=a-secret-key';

export const soundOf = (fairnessKey = GUILD, url = SECRET): Sound => ({ fairnessKey, url, maxBytes: 1000 });

/** A detector whose work a test ends: what is under test is the way to it. */
export function fakeDetector(detect: (sound: Sound, attempt: number) => Promise<Detection>) {
  const heard: Sound[] = [];
  const detector: Detector = {
    modelVersion: '1.0.0',
    detect(sound, { signal }: Cancellable = {}) {
      heard.push(sound);
      return new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
        detect(sound, heard.length).then(resolve, reject);
      });
    },
  };
  return { detector, heard };
}

export const quick = () => fakeDetector(() => Promise.resolve(detection()));
export const never = () => fakeDetector(() => new Promise(() => undefined));

/** The queue as BullMQ sees it. */
export function queueIn(connection: Redis): Queue {
  const queue = new Queue('detections-1', { connection, prefix: '{overtone}' });
  onTestFinished(() => queue.close());
  return queue;
}
