import { createDetectFile } from './detect-file.js';
import type { AudioDecoder, ClipStore, Detector, Downloader, VoiceAnalyser } from '../usecases/ports.js';

/** The detector that works in this very process. */
export function createLocalDetector(parts: {
  sounds: Pick<ClipStore, 'borrow' | 'stage'>;
  downloader: Downloader;
  decoder: AudioDecoder;
  analyser: VoiceAnalyser;
  maxClipSec: number;
}): Detector {
  const { sounds, downloader, decoder, analyser, maxClipSec } = parts;
  const detectFile = createDetectFile({ decoder, analyser, maxClipSec });

  return {
    modelVersion: analyser.model.version,

    async detect(sound, { signal } = {}) {
      const share = { signal, fairnessKey: sound.guildId };
      const file = await ('clip' in sound ? sounds.borrow(sound.clip, { signal }) : sounds.stage());
      try {
        if ('url' in sound) {
          await downloader.download(sound.url, file.path, { maxBytes: sound.maxBytes, ...share });
        }
        return await detectFile(file.path, share);
      } finally {
        await file.drop();
      }
    },
  };
}
