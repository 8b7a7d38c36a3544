import {
  DiscordAPIError,
  InteractionWebhook,
  MessageFlags,
  RESTJSONErrorCodes,
  type Client,
  type Message,
} from 'discord.js';
import type { Logger } from 'pino';
import { UserError } from '../domain/errors.js';
import { errorMessage } from '../views/error-message.js';
import type { ResolveAnswer } from './pending-answers.js';
import { isPastAnswering } from './responder.js';

/** @returns a function that tells whoever still waits for an answer of a process that died to ask again. */
export function createResolveAnswer(client: Client<true>, logger: Logger): ResolveAnswer {
  return async ({ interactionId, applicationId, token, editedAt }) => {
    const webhook = new InteractionWebhook(client, applicationId, token);
    const refusal = errorMessage(new UserError('RESTARTED'), interactionId);
    const embeds = refusal.embeds ?? [];
    try {
      const original = await fetchOriginal(webhook);
      if (editedAt !== undefined) {
        if (original?.editedTimestamp !== editedAt) return;
        await webhook.send({ embeds, flags: MessageFlags.Ephemeral });
      } else if (original === undefined) {
        // A public "thinking…" that was taken back for a private refusal. Discord does not tell whether that was sent:
        // better told twice than never.
        await webhook.send({ embeds, flags: MessageFlags.Ephemeral });
      } else {
        // The refusal takes the place of "thinking…": sent twice it is still one message, and a late answer replaces it.
        if (!original.flags.has(MessageFlags.Loading)) return;
        await webhook.editMessage('@original', { embeds });
      }
      logger.info({ interaction: interactionId }, 'refused what an ended process had left unanswered');
    } catch (error) {
      if (!isPastAnswering(error)) throw error;
    }
  };
}

/** @returns the answer as it stands; `undefined` once it was taken back. */
async function fetchOriginal(webhook: InteractionWebhook): Promise<Message | undefined> {
  try {
    return await webhook.fetchMessage('@original');
  } catch (error) {
    if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage)
      return undefined;
    throw error;
  }
}
