import { SlashCommandBuilder } from 'discord.js';
import { component, type Context, type Policy, type SlashCommand } from '../src/discord/command.js';
import type { DataCursor } from '../src/usecases/hand-over-data.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { nothingKept } from '../src/views/forget-confirmation.js';
import { myDataMessage } from '../src/views/my-data-message.js';

const policy = { visibility: 'private', timeoutMs: 180_000, acknowledge: 'at once' } satisfies Policy;

/** `/my-data` hands a member all that this server keeps of theirs, in parts where it does not fit into one answer. */
export const myData = {
  data: new SlashCommandBuilder()
    .setName('my-data')
    .setDescription('Get everything that this server keeps of you, as files'),

  place: 'server',
  policy,

  run: answer,

  components: [
    /** The button under a part; whoever clicks, it is about their own clips. */
    component(CUSTOM_IDS.nextData, { policy: { ...policy, answer: 'reply' }, run: answer }),
  ],
} satisfies SlashCommand;

async function answer(request: Context & { after?: DataCursor }, { handOverData }: UseCases) {
  const { guildId, userId, maxAnswerBytes, after, signal } = request;
  const part = await handOverData({ guildId, userId, maxBytes: maxAnswerBytes, after, signal });
  return part ? myDataMessage(part) : nothingKept();
}
