import { messageFaults } from '../limits/message-limits.js';
import { modalFaults } from '../limits/modal-limits.js';
import { choiceFaults, type ChoiceJson } from '../limits/choice-limits.js';
import { apiErrors, type FormFault } from '../rest/api-error.js';
import type { MessageBody } from '../messages/message-body.js';
import { ok, noContent, type RouteReply, type RouteRequest } from '../rest/route.js';
import type { State } from '../state.js';
import type { Answers } from './answers.js';
import type { Interaction } from './interaction.js';
import type { ModalJson } from './modal.js';

/** Types of callbacks that each kind of interaction takes. */
const TAKES: Record<number, readonly number[]> = { 2: [4, 5, 9], 3: [4, 5, 6, 7, 9], 4: [8], 5: [4, 5] };
/** What a modal takes besides that a message led to. */
const CHANGES_SOURCE = [6, 7];

type Callback =
  | { type: 8; data?: { choices?: ChoiceJson[] } | null }
  | { type: 9; data: ModalJson }
  | { type: 4 | 5 | 6 | 7; data?: MessageBody | null };

/** `POST /interactions/{id}/{token}/callback`: the first answer to an interaction, due within 3 s. */
export function answerInteraction(request: RouteRequest, state: State, answers: Answers): RouteReply {
  const interaction = state.interactions.get(request.params.interaction_id ?? '');
  if (!interaction || interaction.token !== request.params.interaction_token) {
    throw apiErrors.unknownInteraction();
  }
  if (interaction.acknowledgedAt !== undefined) throw apiErrors.alreadyAcknowledged();
  const age = request.receivedAt - interaction.start.createdAt;
  if (age > state.acknowledgeWithinMs) throw apiErrors.unknownInteraction();

  const callback = request.payload as Callback;
  checkType(callback, interaction);
  apply(interaction, callback, request, answers);
  interaction.callbackType = callback.type;
  interaction.acknowledgedAt = state.clock.now();
  return request.query.get('with_response') === 'true' ? ok(response(interaction)) : noContent();
}

/** Where a callback breaks Discord's published limits. */
export function callbackFaults(payload: unknown): FormFault[] {
  const callback = payload as Callback;
  if (callback.type === 8) return choiceFaults(callback.data?.choices ?? []);
  if (callback.type === 9) return modalFaults(callback.data);
  return messageFaults(callback.data ?? {}, ['data']);
}

/** @throws {ApiError} 50035 if the callback is none that this interaction takes. */
function checkType(callback: Callback, interaction: Interaction): void {
  const { kind, source } = interaction.start;
  const takes = [...(TAKES[kind] ?? []), ...(kind === 5 && source ? CHANGES_SOURCE : [])];
  if (!takes.includes(callback.type)) {
    const message = `Value must be one of {${takes.join(', ')}}.`;
    throw apiErrors.invalidForm([{ path: ['type'], code: 'BASE_TYPE_CHOICES', message }]);
  }
}

function apply(interaction: Interaction, callback: Callback, request: RouteRequest, answers: Answers): void {
  const { source } = interaction.start;
  if (callback.type === 8) {
    interaction.choices = callback.data?.choices ?? [];
    return;
  }
  if (callback.type === 9) {
    interaction.modal = callback.data;
    return;
  }
  const sent = { body: callback.data ?? {}, files: request.files };
  switch (callback.type) {
    case 4:
      interaction.original = answers.create(interaction, sent);
      break;
    case 5:
      interaction.original = answers.create(interaction, sent, { thinking: true });
      break;
    case 6:
      interaction.original = source;
      break;
    case 7:
      answers.edit(source!, sent);
      interaction.original = source;
      interaction.sourceUpdates += 1;
      break;
  }
}

function response({ id, start, callbackType, original }: Interaction) {
  const message = original === undefined ? {} : { message: original.toJSON() };
  return {
    interaction: {
      id,
      type: start.kind,
      ...(original === undefined
        ? {}
        : {
            response_message_id: original.id,
            response_message_loading: original.loading,
            response_message_ephemeral: original.ephemeral,
          }),
    },
    resource: { type: callbackType, ...message },
  };
}
