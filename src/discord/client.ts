import { Client, Events, GatewayIntentBits } from 'discord.js';
import type { Logger } from 'pino';
import type { Dispatcher } from './dispatcher.js';
import { restOptions } from './rest-options.js';

/**
 * A discord.js client that hands every interaction to the dispatcher. It needs no privileged intent: slash
 * commands and their attachments arrive with the interaction itself.
 *
 * @param apiUrl - What discord.js' `rest.api` takes; the gateway's address comes from there.
 */
export function createClient(options: { apiUrl: string; dispatcher: Dispatcher; logger: Logger }): Client {
  const { apiUrl, dispatcher, logger } = options;
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    rest: restOptions(apiUrl),
  });
  client.on(Events.InteractionCreate, (interaction) => void dispatcher.handle(interaction));
  client.on(Events.Error, (error) => {
    logger.error({ err: error }, 'gateway error');
  });
  client.on(Events.Warn, (message) => {
    logger.warn(message);
  });
  client.on(Events.ShardError, (error) => {
    logger.error({ err: error }, 'gateway error');
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    logger.fatal({ code }, 'Discord closed the gateway for good');
  });
  client.on(Events.ShardReconnecting, () => {
    logger.warn('gateway lost; connecting again');
  });
  client.on(Events.ShardResume, () => {
    logger.info('gateway resumed');
  });
  return client;
}

/** Logs in and waits until Discord has said READY. */
export async function connect(client: Client, token: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  return ready;
}
