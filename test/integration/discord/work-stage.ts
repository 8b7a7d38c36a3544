import { SlashCommandBuilder, type Client } from 'discord.js';
import { onTestFinished } from 'vitest';
import { connect, createClient } from '../../../src/discord/client.js';
import { openFileJournal } from '../../../src/cluster/file-journal.js';
import type { Policy, SlashCommand } from '../../../src/discord/command.js';
import { Dispatcher } from '../../../src/discord/dispatcher.js';
import { createLogger } from '../../../src/process/logger.js';
import { openMonitor } from '../../../src/monitor/monitor.js';
import {
  startDiscordServer,
  type DiscordServer,
  type DiscordServerOptions,
  type Member,
} from '@overtone/discord-simulator';
import type { UseCases } from '../../../src/usecases/use-cases.js';
import type { Payload } from '../../../src/views/payload.js';
import { tempDir } from '../../helpers/temp-dir.js';

/** A bot of one command, `/work`, over loopback; what the command does is the test's. */
export interface WorkStage {
  discord: DiscordServer;
  member: Member;
  client: Client<true>;
  /** Resolves when all shards are connected; awaited already, unless told otherwise. */
  connected: Promise<unknown>;
  dispatcher: Dispatcher;
  /** Where its journal is. */
  dataDir: string;
  /** Lines that were logged, newest last. */
  log: string[];
}

const data = new SlashCommandBuilder()
  .setName('work')
  .setDescription('Works')
  .addStringOption((option) => option.setName('on').setDescription('On what').setAutocomplete(true));

/** Starts it for one test. */
export async function openWork(
  run: (signal: AbortSignal, onCommit: () => void) => Promise<Payload>,
  policy: Policy = { visibility: 'public', timeoutMs: 60_000 },
  { waits = true, ...options }: { waits?: boolean } & DiscordServerOptions = {},
): Promise<WorkStage> {
  const command: SlashCommand = {
    data,
    place: 'server',
    policy,
    run: ({ signal, onCommit }) => run(signal, onCommit),
    autocomplete: () => Promise.resolve([{ name: 'This', value: 'this' }]),
  };
  const discord = await startDiscordServer({ commands: [data.toJSON()], ...options });
  onTestFinished(() => discord.close());
  const dataDir = await tempDir();
  const log: string[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  const dispatcher = new Dispatcher({
    slashCommands: [command],
    messageCommands: [],
    components: new Map(),
    useCases: {} as UseCases,
    journal: await openFileJournal(dataDir, () => undefined),
    observer: (await openMonitor(undefined, [])).observer,
    countUpload: () => Promise.resolve(),
    logger,
  });
  const member = discord.member(discord.guild());
  const client = createClient({ apiUrl: discord.apiUrl, shards: 'auto', dispatcher, logger });
  onTestFinished(() => client.destroy());
  const connected = connect(client, discord.token);
  if (waits) await connected;
  return { discord, member, client: client as Client<true>, connected, dispatcher, dataDir, log };
}
