import { voiceFile } from '../helpers/sounds.js';
import type { PickedFile } from './chat.js';

/** A synthetic voice as a file of one's computer. */
export async function pickedVoice(name = 'voice.ogg'): Promise<PickedFile> {
  const { bytes } = await voiceFile({ durationSec: 2 });
  return { name, mimeType: 'audio/ogg', buffer: Buffer.from(bytes) };
}
