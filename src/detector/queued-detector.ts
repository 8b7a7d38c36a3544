import type { Logger } from 'pino';
import { readModelJson } from '../classifier/artefacts.js';
import { checkMetadata } from '../classifier/metadata.js';
import { FEATURE_SETTINGS } from '../features/settings.js';
import { VOICE_INPUT_SHAPES } from '../features/voice-input.js';
import { openRemoteDetector, type OpenRemoteDetector } from '../queue/open-remote-detector.js';

/**
 * Opens the detector of a bot that leaves the work to workers on other machines. Loading it loads the queue's library.
 *
 * @param settings.queueUrl - The Redis that they share.
 * @param settings.modelDir - Holds the model that the workers have, too: its version is what answers are from.
 * @throws {Error} if the model breaks its contract.
 */
export async function openQueuedDetector(
  settings: { queueUrl: string; modelDir: string },
  logger: Logger,
): Promise<OpenRemoteDetector> {
  const modelVersion = await readModelVersion(settings.modelDir);
  const detector = await openRemoteDetector({
    url: settings.queueUrl,
    modelVersion,
    onFault: (error) => {
      logger.error({ err: error }, 'the Redis of QUEUE_URL cannot be reached; trying again');
    },
    onNoWorker: () => {
      logger.warn('detections wait and no worker is there: start one with npm run worker');
    },
  });
  logger.info({ version: modelVersion }, 'detections are left to workers');
  return detector;
}

async function readModelVersion(modelDir: string): Promise<string> {
  const expected = { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES };
  return checkMetadata(await readModelJson(modelDir, 'metadata.json'), expected).version;
}
