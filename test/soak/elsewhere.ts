import {
  startDiscordServer,
  type DiscordServer,
  type Member,
  type WorldGuild,
} from '@overtone/discord-simulator';
import { components, commandBodies, messageCommands, slashCommands } from '../../commands/registry.js';
import { openFileJournal } from '../../src/cluster/file-journal.js';
import { connect, createClient } from '../../src/discord/client.js';
import { Dispatcher } from '../../src/discord/dispatcher.js';
import { openMonitor } from '../../src/monitor/monitor.js';
import { createLogger } from '../../src/process/logger.js';
import type { UseCases } from '../../src/usecases/use-cases.js';

/** What may be asked for where nobody has invited the bot. */
export const ASKED = [
  'upload',
  'list',
  'detect file',
  'detect audio',
  'play',
  'delete',
  'forget-me',
  'Save clip',
  'suggest',
] as const;

/** Somewhere the bot was not invited. Where it is a server, its members bring the bot along as an app of theirs. */
export interface Asking {
  /** `direct messages` with the bot, `a conversation` between people, or a server's id. */
  where: string;
  userId: string;
  ask: (typeof ASKED)[number];
  /** The clip that is asked for. */
  clipRef: string;
}

export interface Answer {
  text: string;
  onlyForAsker: boolean;
}

/** All commands, over loopback, as Discord would offer them if it had been told that they work anywhere. */
export interface Elsewhere {
  /** What was answered, by bots of these use cases; the suggestions for `suggest`, one a line. */
  ask(asking: Asking, useCases: UseCases): Promise<Answer>;
  close(): Promise<void>;
}

/** @param dataDir - Where answers that are promised are noted. */
export async function openElsewhere(dataDir: string, userIds: readonly string[]): Promise<Elsewhere> {
  const commands = commandBodies().map((body) => ({
    ...body,
    contexts: [0, 1, 2],
    integration_types: [0, 1],
  }));
  const discord = await startDiscordServer({ commands });
  for (const id of userIds) discord.install({ id });
  const logger = createLogger('silent', { write: () => undefined });
  const parts = {
    slashCommands,
    messageCommands,
    components,
    journal: await openFileJournal(dataDir, () => undefined),
    observer: (await openMonitor(undefined, [])).observer,
    countUpload: () => Promise.resolve(),
    logger,
  };
  const useCases = {} as UseCases;
  const dispatcher = new Dispatcher({ ...parts, useCases });
  const client = createClient({ apiUrl: discord.apiUrl, shards: 'auto', dispatcher, logger });
  await connect(client, discord.token);

  const places = new Map<string, WorldGuild>();
  const memberOf = ({ where, userId }: Asking): Member => {
    const key = where === 'direct messages' ? `${where} ${userId}` : where;
    const place = places.get(key) ?? placeIn(discord, where);
    places.set(key, place);
    return discord.member(place, { id: userId });
  };
  return {
    async ask(asking, by) {
      Object.assign(useCases, by);
      const member = memberOf(asking);
      const { ask, clipRef } = asking;
      if (ask === 'suggest') {
        const suggested = await (await member.autocomplete('play', 'file', '')).suggested();
        return { text: suggested.map(({ name }) => name).join('\n'), onlyForAsker: true };
      }
      const { embeds, ephemeral } = await (await use(member, ask, clipRef)).answer();
      const [embed] = embeds;
      return { text: embed?.description ?? '', onlyForAsker: ephemeral };
    },
    async close() {
      await client.destroy();
      await discord.close();
    },
  };
}

function placeIn(discord: DiscordServer, where: string): WorldGuild {
  switch (where) {
    case 'direct messages':
      return discord.conversation('bot');
    case 'a conversation':
      return discord.conversation('people');
    default:
      return discord.guild({ id: where, withBot: false });
  }
}

function use(member: Member, ask: Exclude<Asking['ask'], 'suggest'>, clipRef: string) {
  const audio = { fileName: 'voice.ogg', contentType: 'audio/ogg', bytes: Buffer.from('a voice') };
  switch (ask) {
    case 'upload':
    case 'detect audio':
      return member.slash(ask.split(' ')[0]!, { audio });
    case 'detect file':
    case 'play':
    case 'delete':
      return member.slash(ask.split(' ')[0]!, { file: clipRef });
    case 'Save clip':
      return member.messageMenu(ask, member.sendVoiceMessage(audio));
    case 'list':
    case 'forget-me':
      return member.slash(ask);
  }
}
