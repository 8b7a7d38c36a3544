import type { Rules } from '../domain/limits.js';
import { createDeleteClip, type DeleteClip } from './delete-clip.js';
import {
  createDetectAttachment,
  createDetectClip,
  type DetectAttachment,
  type DetectClip,
} from './detect-emotion.js';
import { createDetectSounds, type DetectSounds } from './detect-sounds.js';
import { createFindClip, type FindClip } from './find-clip.js';
import { createForgetMember, type ForgetMember } from './forget-member.js';
import { createLabelClip, type LabelClip } from './label-clip.js';
import { createHandOverData, type HandOverData } from './hand-over-data.js';
import { createListClips, createSuggestClips, type ListClips, type SuggestClips } from './list-clips.js';
import { createPlayClip, type PlayClip } from './play-clip.js';
import type { AudioDecoder, AudioEncoder, ClipStore, Detector, Downloader, WriteZip } from './ports.js';
import { createRenameClip, type RenameClip } from './rename-clip.js';
import { createSaveSounds, type SaveSounds } from './save-sounds.js';
import { createUploadClip, type UploadClip } from './upload-clip.js';

/** What commands can ask for. */
export interface UseCases {
  uploadClip: UploadClip;
  saveSounds: SaveSounds;
  listClips: ListClips;
  suggestClips: SuggestClips;
  detectClip: DetectClip;
  detectAttachment: DetectAttachment;
  detectSounds: DetectSounds;
  findClip: FindClip;
  renameClip: RenameClip;
  labelClip: LabelClip;
  deleteClip: DeleteClip;
  playClip: PlayClip;
  forgetMember: ForgetMember;
  handOverData: HandOverData;
  /** The limits that hold for all of them. */
  rules: Rules;
}

/** Puts the use cases together from the real parts, or from a test's. */
export function createUseCases(parts: {
  store: ClipStore;
  downloader: Downloader;
  decoder: AudioDecoder;
  encoder: AudioEncoder;
  writeZip: WriteZip;
  detector: Detector;
  rules: Rules;
  onUnsaved?: (error: unknown) => void;
}): UseCases {
  const {
    store,
    downloader,
    decoder,
    encoder,
    writeZip,
    detector,
    rules,
    onUnsaved = () => undefined,
  } = parts;
  const { limits } = rules;
  const findClip = createFindClip(store);
  const uploadClip = createUploadClip({ downloader, decoder, store, limits });
  const detectAttachment = createDetectAttachment({ detector, limits });
  return {
    uploadClip,
    saveSounds: createSaveSounds(uploadClip),
    listClips: createListClips(store),
    suggestClips: createSuggestClips(store),
    detectClip: createDetectClip({ store, findClip, detector, onUnsaved }),
    detectAttachment,
    detectSounds: createDetectSounds(detectAttachment),
    findClip,
    renameClip: createRenameClip({ store, findClip }),
    labelClip: createLabelClip({ store, findClip }),
    deleteClip: createDeleteClip({ store, findClip }),
    playClip: createPlayClip({ store, findClip, encoder }),
    forgetMember: createForgetMember(store),
    handOverData: createHandOverData({ store, encoder, writeZip }),
    rules,
  };
}
