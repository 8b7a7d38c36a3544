import { Answers } from '../interactions/answers.js';
import { answerInteraction, callbackFaults } from '../interactions/callback.js';
import type { Interaction } from '../interactions/interaction.js';
import { messageFaults } from '../limits/message-limits.js';
import type { MessageBody } from '../messages/message-body.js';
import type { State } from '../state.js';
import { apiErrors } from './api-error.js';
import { noContent, ok, type Method, type Route, type RouteReply, type RouteRequest } from './route.js';

const WEBHOOK = '/webhooks/{webhook_id}/{webhook_token}';

/** Answers to interactions: the callback, and the webhook that stays open for 15 minutes. */
export function webhookRoutes(state: State): Route[] {
  const answers = new Answers(state);

  const onMessage = (
    method: Method,
    handle: (interaction: Interaction, request: RouteRequest) => RouteReply,
  ) =>
    // `@original` has an operation of its own in Discord's description.
    [`${WEBHOOK}/messages/@original`, `${WEBHOOK}/messages/{message_id}`].map((path): Route => ({
      method,
      path,
      needsToken: false,
      ...(method === 'PATCH' ? { faults: faultsOfMessage } : {}),
      handle: (request) => handle(findInteraction(request, state), request),
    }));
  const named = ({ params }: RouteRequest) => params.message_id ?? '@original';

  return [
    {
      method: 'POST',
      path: '/interactions/{interaction_id}/{interaction_token}/callback',
      needsToken: false,
      faults: callbackFaults,
      handle: (request) => answerInteraction(request, state, answers),
    },
    {
      method: 'POST',
      path: WEBHOOK,
      needsToken: false,
      faults: faultsOfMessage,
      handle: (request) =>
        ok(answers.followUp(findInteraction(request, state), sentMessage(request)).toJSON()),
    },
    ...onMessage('GET', (interaction, request) => ok(answers.find(interaction, named(request)).toJSON())),
    ...onMessage('PATCH', (interaction, request) => {
      const message = answers.find(interaction, named(request));
      answers.edit(message, sentMessage(request));
      if (message === interaction.start.source) interaction.sourceUpdates += 1;
      return ok(message.toJSON());
    }),
    ...onMessage('DELETE', (interaction, request) => {
      answers.remove(answers.find(interaction, named(request)));
      return noContent();
    }),
  ];
}

/**
 * @throws {ApiError} 10015 if nothing was acknowledged under that token, 50027 if it has expired.
 */
function findInteraction({ params }: RouteRequest, state: State): Interaction {
  const interaction = [...state.interactions.values()].find(({ token }) => token === params.webhook_token);
  const isOurs = params.webhook_id === state.world.application.id;
  if (!isOurs || interaction?.acknowledgedAt === undefined || interaction.start.kind === 4) {
    throw apiErrors.unknownWebhook();
  }
  const age = state.clock.now() - interaction.start.createdAt;
  if (age > state.tokenLifetimeMs) throw apiErrors.invalidWebhookToken();
  return interaction;
}

/** A request's message, as it is kept. */
export function sentMessage({ payload, files }: RouteRequest) {
  return { body: (payload ?? {}) as MessageBody, files };
}

export const faultsOfMessage = (payload: unknown) => messageFaults(payload as MessageBody);
