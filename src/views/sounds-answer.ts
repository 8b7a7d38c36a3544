import { EmbedBuilder } from 'discord.js';
import type { Detection } from '../domain/detection.js';
import type { UserError } from '../domain/errors.js';
import { cleanFileName, nameFromFile } from '../domain/names.js';
import { COLOURS } from './colours.js';
import { cardInWords, detectionMessage, PICTURES } from './detection-message.js';
import type { Payload } from './payload.js';
import type { Picture } from './pictures/picture.js';
import { safeText } from './safe-text.js';
import { shorten } from './shorten.js';

/** A sound of a message, by its file's name and title, and what came of it. */
export type SoundView = {
  attachment: { fileName: string; title?: string | undefined };
} & ({ detection: Detection } | { error: UserError });

/** Longest name in a line of text, in UTF-16 units: ten such lines fit into a message. */
const MAX_NAME = 40;

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
  const detected = sounds.filter((sound) => 'detection' in sound);
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
  detected: readonly { attachment: SoundView['attachment']; detection: Detection }[],
  maxBytes: number,
): Promise<Card> {
  const all: Card = { embeds: [], files: [] };
  let left = maxBytes;
  for (const [i, { attachment, detection }] of detected.entries()) {
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

/** The fault of each file, where nothing was heard. @throws {UserError} where it is the same with all. */
function refusals(failed: readonly { attachment: SoundView['attachment']; error: UserError }[]): Payload {
  const [first] = failed;
  const codes = new Set(failed.map(({ error }) => error.code));
  // What whoever runs the bot has to look into is shown with its reference to the log.
  const forOperator = failed.find(({ error }) => error.forOperator);
  if (forOperator ?? codes.size === 1) throw (forOperator ?? first)!.error;
  const embed = new EmbedBuilder().setColor(COLOURS.warning).setDescription(failureLines(failed).join('\n'));
  return { embeds: [embed], onlyForAsker: true };
}

/** One line for each thing that is wrong, with the names of the files that it is wrong with. */
function failureLines(
  failed: readonly { attachment: SoundView['attachment']; error: UserError }[],
): string[] {
  const names = new Map<string, string[]>();
  for (const { attachment, error } of failed) {
    const name = cleanFileName(attachment.fileName, attachment.title);
    const shown = `**${safeText(shorten(name, MAX_NAME))}**`;
    names.set(error.message, [...(names.get(error.message) ?? []), shown]);
  }
  return [...names].map(([message, files]) => `${files.join(', ')}: ${message}`);
}

const leftOutLine = (leftOut: number, answered: number) =>
  `${leftOut} more ${leftOut === 1 ? 'file was' : 'files were'} left out: I answer ${answered} of a message.`;
