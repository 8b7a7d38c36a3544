import { channelJson } from '../world/payloads.js';
import type { WorldChannel } from '../world/types.js';
import { StoredMessage } from '../messages/stored-message.js';
import { editMessage, fillMessage } from '../messages/write-message.js';
import type { State } from '../state.js';
import { apiErrors } from './api-error.js';
import { noContent, ok, type Route, type RouteRequest } from './route.js';
import { faultsOfMessage, sentMessage } from './webhook-routes.js';

const MESSAGES = '/channels/{channel_id}/messages';

/** Channels and the messages in them, beside what belongs to interactions. */
export function channelRoutes(state: State): Route[] {
  const { world, messages, news, cdn, clock } = state;
  const bot = world.application.bot;
  const channelOf = ({ params }: RouteRequest): WorldChannel => {
    const channel = world.channel(params.channel_id ?? '');
    if (!channel) throw apiErrors.unknownChannel();
    return channel;
  };
  const messagesOf = (channel: WorldChannel) =>
    // No one fetches what is ephemeral: those messages live in their interaction alone.
    messages.of(channel).filter(({ onlyFor }) => onlyFor === undefined);
  const messageOf = (request: RouteRequest): StoredMessage => {
    const message = messagesOf(channelOf(request)).find(({ id }) => id === request.params.message_id);
    if (!message) throw apiErrors.unknownMessage();
    return message;
  };
  const now = () => new Date(clock.now()).toISOString();
  const route = (method: Route['method'], path: string, handle: Route['handle']): Route => ({
    method,
    path,
    needsToken: true,
    ...(method === 'GET' || method === 'DELETE' ? {} : { faults: faultsOfMessage }),
    handle,
  });

  return [
    route('GET', '/channels/{channel_id}', (request) => ok(channelJson(channelOf(request)))),
    route('GET', MESSAGES, (request) => {
      const limit = Number(request.query.get('limit') ?? 50);
      const newestFirst = messagesOf(channelOf(request)).reverse();
      return ok(newestFirst.slice(0, limit).map((message) => message.toJSON()));
    }),
    route('POST', MESSAGES, (request) => {
      const sent = sentMessage(request);
      const message = new StoredMessage(state.ids.next(), channelOf(request), bot, now());
      fillMessage(message, sent, cdn);
      messages.add(message);
      news.announce('MESSAGE_CREATE', message);
      return ok(message.toJSON());
    }),
    route('GET', `${MESSAGES}/{message_id}`, (request) => ok(messageOf(request).toJSON())),
    route('PATCH', `${MESSAGES}/{message_id}`, (request) => {
      const message = messageOf(request);
      if (message.author !== bot) throw apiErrors.notTheAuthor();
      editMessage(message, sentMessage(request), cdn, now());
      news.announce('MESSAGE_UPDATE', message);
      return ok(message.toJSON());
    }),
    route('DELETE', `${MESSAGES}/{message_id}`, (request) => {
      const message = messageOf(request);
      messages.remove(message);
      news.announce('MESSAGE_DELETE', message);
      return noContent();
    }),
  ];
}
