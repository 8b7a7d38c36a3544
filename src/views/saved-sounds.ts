import { EmbedBuilder, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import type { UserError } from '../domain/errors.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import type { Rules } from '../domain/limits.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';
import { failureLines, leftOutLine, refusals, type FailedSound } from './sound-failures.js';
import { EXPORT_NOTE, uploadCard } from './upload-card.js';

/**
 * The answer where a message's sounds were saved: the card of an upload for one, a list for several, and in words what was
 * wrong with the others. Where none could be saved, that is for the asker alone.
 *
 * @param saved.sounds - At least one.
 * @param saved.leftOut - Files that were not tried.
 * @throws the {@link UserError} that is all there is to say.
 */
export function savedSounds(
  {
    sounds,
    leftOut,
  }: {
    sounds: readonly (Pick<FailedSound, 'attachment'> & ({ found: Clip } | { error: UserError }))[];
    leftOut: number;
  },
  rules: Pick<Rules, 'allowsLabelExport'>,
): Payload {
  const clips = sounds.flatMap((sound) => ('found' in sound ? [sound.found] : []));
  const failed = sounds.filter((sound) => 'error' in sound);
  const [first] = clips;
  if (!first) return refusals(failed);

  const lines = failureLines(failed);
  if (leftOut > 0) lines.push(leftOutLine(leftOut, clips.length));
  const degraded = failed.find(({ error }) => error.forOperator)?.error;
  return {
    ...(clips.length === 1 ? uploadCard(first, rules) : listCard(clips, first.uploaderId, rules)),
    ...(lines.length > 0 && { content: lines.join('\n') }),
    ...(degraded !== undefined && { degraded }),
  };
}

function listCard(
  clips: readonly Clip[],
  uploaderId: string,
  { allowsLabelExport }: Pick<Rules, 'allowsLabelExport'>,
): Payload {
  const lines = clips.map(
    ({ name, audio, bytes }) =>
      `**${safeText(name)}** ${formatDuration(audio.durationSec)}, ${formatBytes(bytes)}`,
  );
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setAuthor({ name: `${clips.length} clips saved` })
    .setDescription(`${lines.join('\n')}\n\nUploaded by ${userMention(uploaderId)}`);
  if (allowsLabelExport) embed.setFooter({ text: EXPORT_NOTE });
  return { embeds: [embed] };
}
