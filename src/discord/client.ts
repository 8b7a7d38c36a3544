import { Client, Events, GatewayIntentBits, type WebSocketOptions } from 'discord.js';
import type { Logger } from 'pino';
import { makeCache } from './caches.js';
import type { Dispatcher } from './dispatcher.js';
import { onInteraction } from './early-interactions.js';
import { isNetworkFault } from './network-fault.js';
import { watchRenewedSessions } from './renewed-sessions.js';
import { restOptions } from './rest-options.js';
import { shardOptions, type Shards } from './shards.js';

/**
 * A discord.js client that hands every interaction to the dispatcher. It needs no privileged intent: slash
 * commands and their attachments arrive with the interaction itself.
 *
 * @param options.apiUrl - What discord.js' `rest.api` takes; the gateway's address comes from there.
 * @param options.restProxy - The proxy that Discord's REST API is reached through, as a URL. Default: none. (The
 *   gateway's is set by `proxyGateway`.)
 * @param options.buildIdentifyThrottler - What makes shards of several processes take turns to start; within one
 *   process discord.js does it itself.
 */
export function createClient(options: {
  apiUrl: string;
  restProxy?: string | undefined;
  shards: Shards;
  buildIdentifyThrottler?: WebSocketOptions['buildIdentifyThrottler'] | undefined;
  dispatcher: Dispatcher;
  logger: Logger;
}): Client {
  const { apiUrl, restProxy, shards, buildIdentifyThrottler, dispatcher, logger } = options;
  const client = new Client({
    ...shardOptions(shards),
    ...(buildIdentifyThrottler && { ws: { buildIdentifyThrottler } }),
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    makeCache,
    rest: restOptions(apiUrl, restProxy),
  });
  watchRenewedSessions(client);
  onInteraction(client, (interaction) => void dispatcher.handle(interaction));
  client.on(Events.Error, (error) => {
    logger.error({ err: error }, 'gateway error');
  });
  client.on(Events.Warn, (message) => {
    logger.warn(message);
  });
  client.on(Events.ShardError, (error, shard) => {
    logger.error({ err: error, shard }, 'gateway error');
  });
  client.on(Events.ShardDisconnect, ({ code }, shard) => {
    logger.fatal({ code, shard }, 'Discord closed the gateway for good');
  });
  client.on(Events.ShardReconnecting, (shard) => {
    logger.warn({ shard }, 'gateway lost; connecting again');
  });
  client.on(Events.ShardResume, (shard) => {
    logger.info({ shard }, 'gateway resumed');
  });
  return client;
}

/**
 * Logs in and waits until Discord has said READY.
 *
 * @throws {Error} if Discord does not take the token, or cannot be reached, with what to do about it.
 */
export async function connect(client: Client, token: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token).catch((cause: unknown) => {
    if (!isNetworkFault(cause)) throw cause;
    throw new Error('Discord cannot be reached: check the network, and HTTPS_PROXY where there is a proxy', {
      cause,
    });
  });
  return ready;
}
