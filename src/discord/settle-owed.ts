import { InteractionWebhook, MessageFlags, type Client } from 'discord.js';
import type { Logger } from 'pino';
import { UserError } from '../domain/errors.js';
import { errorMessage } from '../views/error-message.js';
import type { Settle } from './ledger.js';
import { isPastAnswering } from './responder.js';

/** @returns a function that tells whoever still waits for an answer of a process that died to ask again. */
export function createSettle(client: Client<true>, logger: Logger): Settle {
  return async ({ interactionId, applicationId, token, editedAt }) => {
    const webhook = new InteractionWebhook(client, applicationId, token);
    const refusal = errorMessage(new UserError('RESTARTED'), interactionId);
    const embeds = refusal.embeds ?? [];
    try {
      const original = await webhook.fetchMessage('@original');
      if (editedAt === undefined) {
        // In place of "thinking…": done twice it is still one message, and a late answer of its own replaces it.
        if (!original.flags.has(MessageFlags.Loading)) return;
        await webhook.editMessage('@original', { embeds });
      } else {
        if (original.editedTimestamp !== editedAt) return;
        await webhook.send({ embeds, flags: MessageFlags.Ephemeral });
      }
      logger.info({ interaction: interactionId }, 'refused what an ended process had left unanswered');
    } catch (error) {
      if (!isPastAnswering(error)) throw error;
    }
  };
}
