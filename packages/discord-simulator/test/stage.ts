import {
  ApplicationCommandType,
  Client,
  ContextMenuCommandBuilder,
  Events,
  GatewayIntentBits,
  SlashCommandBuilder,
  type ClientOptions,
  type Interaction,
} from 'discord.js';
import { onTestFinished } from 'vitest';
import { startDiscordServer, type DiscordServerOptions } from '../src/index.js';
import { openApiValidator } from './openapi/body-validator.js';

/** Commands with one option of each kind that matters here. */
export const COMMANDS = [
  new SlashCommandBuilder()
    .setName('send')
    .setDescription('Takes a file')
    .addAttachmentOption((option) => option.setName('file').setDescription('A file').setRequired(true))
    .addUserOption((option) => option.setName('to').setDescription('Someone'))
    .toJSON(),
  new SlashCommandBuilder()
    .setName('pick')
    .setDescription('Suggests')
    .addStringOption((option) => option.setName('what').setDescription('What').setAutocomplete(true))
    .toJSON(),
  new ContextMenuCommandBuilder().setName('Look').setType(ApplicationCommandType.Message).toJSON(),
];

/** A small Discord with one guild and one member; both it and the clients are closed after the test. */
export async function openDiscord(options: DiscordServerOptions = {}) {
  const server = await startDiscordServer({
    commands: COMMANDS,
    validator: openApiValidator(),
    ...options,
  });
  onTestFinished(() => server.close());
  const guild = server.guild({ name: 'Here' });
  return { server, guild, alice: server.member(guild, { name: 'alice' }) };
}

/** A real discord.js client, logged in; its handler's errors are kept for the test to look at. */
export async function connectBot(
  server: { apiUrl: string; token: string },
  handle: (interaction: Interaction) => Promise<unknown> = () => Promise.resolve(),
  options: Partial<ClientOptions> = {},
) {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...options,
    rest: { api: server.apiUrl, ...options.rest },
  });
  onTestFinished(() => client.destroy());
  const errors: unknown[] = [];
  client.on(Events.Error, (error) => errors.push(error));
  client.on(Events.InteractionCreate, (interaction) => {
    handle(interaction).catch((error: unknown) => errors.push(error));
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(server.token);
  return { client: await ready, errors };
}

/** A file of a few known bytes. */
export const file = (size = 10, fileName = 'sound.wav') => ({
  fileName,
  contentType: 'audio/wav',
  bytes: Uint8Array.from({ length: size }, (_, i) => i % 251),
});
