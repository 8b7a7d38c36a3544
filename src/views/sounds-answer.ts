import type { Detection } from '../domain/detection.js';
import type { UserError } from '../domain/errors.js';
import { nameFromFile } from '../domain/names.js';
import { cardInWords, detectionMessage, PICTURES } from './detection-message.js';
import type { Payload } from './payload.js';
import type { Picture } from './pictures/picture.js';
import { failureLines, leftOutLine, refusals, type FailedSound } from './sound-failures.js';

/** A sound of a message, by its file's name and title, and what came of it. */
export type SoundView = Pick<FailedSound, 'attachment'> & ({ found: Detection } | { error: UserError });

/**
 * The answer to a message's sounds: a card for each that could be heard, as {@link detectionMessage} has it, and in words
 * what was wrong with the others. Where none could be heard, that is for the asker alone.
 *
 * @param heard.sounds - At least one; five that could be heard at most, since a message shows ten pictures.
 * @param heard.leftOut - Files that were not listened to.
 * @param maxBytes - Size of all pictures together; beyond it a card is in words.
 * @throws the {@link UserError} that is all there is to say.
 */
export async function soundsAnswer(
  { sounds, leftOut }: { sounds: readonly SoundView[]; leftOut: number },
  maxBytes: number,
): Promise<Payload> {
  const detected = sounds.filter((sound) => 'found' in sound);
  const failed = sounds.filter((sound) => 'error' in sound);
  if (detected.length === 0) return refusals(failed);

  const cards = await cardsOf(detected, maxBytes);
  const lines = failureLines(failed);
  if (leftOut > 0) lines.push(leftOutLine(leftOut, detected.length));
  const degraded = cards.degraded ?? failed.find(({ error }) => error.forOperator)?.error;
  return {
    ...(lines.length > 0 && { content: lines.join('\n') }),
    embeds: cards.embeds,
    files: cards.files,
    ...(degraded !== undefined && { degraded }),
  };
}

type Card = Required<Pick<Payload, 'embeds' | 'files'>> & Pick<Payload, 'degraded'>;

async function cardsOf(
  detected: readonly { attachment: SoundView['attachment']; found: Detection }[],
  maxBytes: number,
): Promise<Card> {
  const all: Card = { embeds: [], files: [] };
  let left = maxBytes;
  for (const [i, { attachment, found: detection }] of detected.entries()) {
    const name = nameFromFile(attachment.fileName, attachment.title);
    let bytes = 0;
    const kept = (picture: Picture): Picture => {
      bytes += picture.png.length;
      return detected.length === 1 ? picture : { ...picture, fileName: `${i + 1}-${picture.fileName}` };
    };
    const {
      embeds,
      files = [],
      degraded,
    } = await detectionMessage(detection, name, {
      detectionPicture: async (given) => kept(await PICTURES.detectionPicture(given)),
      timelinePicture: async (given) => kept(await PICTURES.timelinePicture(given)),
    });
    const fits = bytes <= left;
    if (fits) left -= bytes;
    all.embeds = [...all.embeds, ...(fits ? embeds : [cardInWords(detection, name)])];
    all.files = [...all.files, ...(fits ? files : [])];
    all.degraded ??= degraded;
  }
  return all;
}
