import { EmbedBuilder } from 'discord.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';

/** One sentence, without buttons: what a question is replaced by once it is answered. */
export function note(text: string): Payload {
  return {
    embeds: [new EmbedBuilder().setColor(COLOURS.neutral).setDescription(text)],
    components: [],
  };
}
