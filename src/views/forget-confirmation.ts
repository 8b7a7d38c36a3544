import { EmbedBuilder } from 'discord.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS } from './custom-id.js';
import { note } from './note.js';
import type { Payload } from './payload.js';

const clips = (count: number) => (count === 1 ? '1 clip' : `${count} clips`);

/** Asks whether all of a member's clips are really to be removed. */
export function forgetQuestion(count: number): Payload {
  const embed = new EmbedBuilder()
    .setColor(COLOURS.danger)
    .setTitle('Delete all your clips?')
    .setDescription(`You have uploaded ${clips(count)} to this server.\n\nThis cannot be undone.`);
  const row = buttonRow(
    { customId: CUSTOM_IDS.confirmForget.write({}), label: 'Delete all', style: 'Danger' },
    { customId: CUSTOM_IDS.cancelForget.write({}), label: 'Keep' },
  );
  return { embeds: [embed], components: [row] };
}

/** Says that a member's clips are gone, or how many are still going. */
export function forgotten({ clips: count, pending }: { clips: number; pending: number }): Payload {
  const verb = count === 1 ? 'is' : 'are';
  if (pending === 0) return note(`Your ${clips(count)} ${verb} deleted. Nothing of yours remains here.`);
  return note(
    `Your ${clips(count)} ${verb} being deleted. Nobody here can play ${count === 1 ? 'it' : 'them'} any more; the sound of ` +
      `${pending === count ? 'all' : String(pending)} goes as soon as my storage, which is away, answers again.`,
  );
}

/** Says that there is nothing to remove. */
export function nothingKept(): Payload {
  return note('This server keeps no clips of yours.');
}
