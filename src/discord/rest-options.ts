import { createRequire } from 'node:module';
import type { RESTOptions } from 'discord.js';
import { makeRequest } from './send-once.js';

type DispatcherOfDiscordJs = NonNullable<RESTOptions['agent']>;

interface UndiciOfDiscordJs {
  Agent: new () => DispatcherOfDiscordJs;
  ProxyAgent: new (uri: string) => DispatcherOfDiscordJs;
}

/**
 * How to reach Discord's REST API.
 *
 * discord.js comes with undici 6. Importing undici 7, which downloads attachments, makes its dispatcher the global
 * one of every undici in the process, and that cannot send the native `FormData` in which discord.js puts files.
 * So discord.js is given a dispatcher of its own undici.
 *
 * @param apiUrl - What discord.js' `rest.api` takes.
 * @param proxy - The proxy that it is reached through, as a URL. Default: none.
 */
export function restOptions(
  apiUrl: string,
  proxy?: string,
): Pick<RESTOptions, 'api' | 'makeRequest'> & { agent: DispatcherOfDiscordJs } {
  const discordJs = createRequire(import.meta.url).resolve('discord.js');
  const { Agent, ProxyAgent } = createRequire(discordJs)('undici') as UndiciOfDiscordJs;
  const agent = proxy === undefined ? new Agent() : new ProxyAgent(proxy);
  return { api: apiUrl, agent, makeRequest };
}
