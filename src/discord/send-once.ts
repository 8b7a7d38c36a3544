import { DefaultRestOptions, type RESTOptions } from 'discord.js';

type MakeRequest = RESTOptions['makeRequest'];

/** Each `POST` to an interaction's webhook makes a new message. */
const FOLLOW_UP = /\/webhooks\/\d+\/[^/]+(\?|$)/;

/**
 * discord.js sends a request again after a time-out, a reset or a 5xx. That is safe for everything that the bot sends
 * but follow-ups: of one that Discord took without saying so, the next try would make a second message. What fails
 * here is thrown as an error that discord.js does not retry. A 429, which never took effect, passes.
 */
export const makeRequest: MakeRequest = async (url, init) => {
  if (init.method !== 'POST' || !FOLLOW_UP.test(url)) return DefaultRestOptions.makeRequest(url, init);
  const response = await DefaultRestOptions.makeRequest(url, init).catch((cause: unknown) => {
    throw new Error('whether Discord took a follow-up is not known, so it is not sent again', { cause });
  });
  if (response.status >= 500) {
    throw new Error(`Discord answered ${response.status} to a follow-up, which is not sent again`);
  }
  return response;
};
