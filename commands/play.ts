import { SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import { component, type Context, type Policy, type SlashCommand } from '../src/discord/command.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { playMessage } from '../src/views/play-message.js';

const policy = { visibility: 'public', timeoutMs: 180_000, acknowledge: 'at once' } satisfies Policy;

/** `/play file:<clip>` gives a saved clip back, to listen to. */
export const play = {
  data: new SlashCommandBuilder()
    .setName('play')
    .setDescription('Listen to a saved clip')
    .addStringOption(clipOption('The clip to play')),

  place: 'server',
  policy,

  run: ({ options, ...context }, useCases) => answer({ ...context, clipRef: readClipRef(options) }, useCases),

  autocomplete: suggestClips,

  components: [
    /** The button on the card of a clip, which only its reader sees. */
    component(CUSTOM_IDS.play, {
      policy: { ...policy, visibility: 'private', answer: 'reply' },
      run: answer,
    }),
  ],
} satisfies SlashCommand;

async function answer(request: Context & { clipRef: string }, { playClip }: UseCases) {
  const { guildId, clipRef, maxAnswerBytes, signal } = request;
  return playMessage(await playClip({ guildId, clipRef, maxBytes: maxAnswerBytes, signal }));
}
