import { EmbedBuilder } from 'discord.js';
import type { UserError } from '../domain/errors.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';

/**
 * An error as its asker sees it.
 *
 * @param reference - What finds this error in the log; shown where whoever runs the bot has to look.
 */
export function errorMessage(error: UserError, reference: string): Payload {
  const embed = new EmbedBuilder()
    .setColor(error.forOperator ? COLOURS.danger : COLOURS.warning)
    .setDescription(error.message);
  if (error.forOperator) embed.setFooter({ text: `Reference ${reference}` });
  return { embeds: [embed] };
}
