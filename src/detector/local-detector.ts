import { unlessDeleted } from '../domain/deleted-clip.js';
import type { Detection } from '../domain/detection.js';
import type {
  AudioDecoder,
  ClipStore,
  Detector,
  Downloader,
  FairShare,
  Sound,
  VoiceAnalyser,
} from '../usecases/ports.js';
import { createDetectFile } from './detect-file.js';

/** The detector that works in this very process. */
export function createLocalDetector(parts: {
  sounds: Pick<ClipStore, 'get' | 'borrow' | 'stage'>;
  downloader: Downloader;
  decoder: AudioDecoder;
  analyser: VoiceAnalyser;
  maxClipSec: number;
}): Detector {
  const { sounds, downloader, decoder, analyser, maxClipSec } = parts;
  const detectFile = createDetectFile({ decoder, analyser, maxClipSec });

  const listen = async (sound: Sound, share: FairShare): Promise<Detection> => {
    const file = await ('clip' in sound ? sounds.borrow(sound.clip, share) : sounds.stage());
    try {
      if ('url' in sound) {
        await downloader.download(sound.url, file.path, { maxBytes: sound.maxBytes, ...share });
      }
      return await detectFile(file.path, share);
    } finally {
      await file.drop();
    }
  };

  return {
    modelVersion: analyser.model.version,

    detect(sound, { signal } = {}) {
      const { fairnessKey } = sound;
      const work = () => listen(sound, { signal, fairnessKey });
      if (!('clip' in sound)) return work();
      const { guildId, id } = sound.clip;
      return unlessDeleted(() => sounds.get(guildId, id), work, { signal });
    },
  };
}
