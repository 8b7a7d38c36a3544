import type {
  PageAction,
  SandboxForm,
  SandboxMessage,
  SandboxState,
  ServerNews,
} from '../../src/protocol.js';
import { compareIds } from './snowflake.js';

/** How the page stands with its server. */
export type Link = 'connecting' | 'open' | 'lost';

/** What waits for an answer, by its own number. */
export type Asked = Exclude<PageAction, { type: 'view' | 'autocomplete' }>;

/** What came to nothing, and why; shown until it is dismissed. */
export interface Failure {
  ref: number;
  reason: string;
  /** What was tried, in words; empty where the reason says it all. */
  tried: string;
  /** The message whose button or menu it was. */
  messageId?: string;
  /** The newest message when it happened. */
  after?: string | undefined;
}

/** All that the page shows. Changed by {@link reduce} alone. */
export interface PageState {
  link: Link;
  /** Undefined until the server has told it. */
  sandbox: SandboxState | undefined;
  pending: readonly Asked[];
  failures: readonly Failure[];
  /** Messages that only this page hides. */
  dismissed: readonly string[];
  /** The form that is open, and why it could not be sent. */
  form?: { form: SandboxForm; reason?: string } | undefined;
}

/** What changes the state: what the server tells, and what happens on the page. */
export type PageEvent =
  | ServerNews
  | { type: 'link'; link: Link }
  | { type: 'asked'; action: Asked }
  /** An action came to nothing before it reached the server. */
  | { type: 'failed'; failure: Failure }
  | { type: 'message dismissed'; messageId: string }
  | { type: 'failure dismissed'; ref: number }
  | { type: 'form closed' };

export const INITIAL_STATE: PageState = {
  link: 'connecting',
  sandbox: undefined,
  pending: [],
  failures: [],
  dismissed: [],
};

/** The state after an event. Pure. */
export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'state': {
      return { ...state, sandbox: event, pending: [], failures: [], form: undefined };
    }
    case 'message':
      return withMessages(state, (messages) => put(messages, event.message, state.sandbox));
    case 'gone':
      return withMessages(state, (messages) => messages.filter(({ id }) => id !== event.messageId));
    case 'presence':
      return state.sandbox ? { ...state, sandbox: { ...state.sandbox, isOnline: event.isOnline } } : state;
    case 'asked':
      return {
        ...state,
        pending: [...state.pending, event.action],
        failures: state.failures.filter((failure) => !isAbout(failure, event.action)),
      };
    case 'taken': {
      const taken = state.pending.find(({ ref }) => ref === event.ref);
      const pending = state.pending.filter((action) => action !== taken);
      return { ...state, pending, form: taken?.type === 'submit' ? undefined : state.form };
    }
    case 'form':
      return {
        ...state,
        pending: state.pending.filter(({ ref }) => ref !== event.ref),
        form: { form: event.form },
      };
    case 'form closed':
      return { ...state, form: undefined };
    case 'refused':
      return refuse(state, [event.ref], event.reason);
    case 'link': {
      const next = { ...state, link: event.link };
      if (event.link !== 'lost') return next;
      return refuse(
        next,
        state.pending.map(({ ref }) => ref),
        'The connection was lost before an answer came.',
      );
    }
    case 'failed':
      return withFailures(state, [event.failure]);
    case 'message dismissed':
      return { ...state, dismissed: [...state.dismissed, event.messageId] };
    case 'failure dismissed':
      return { ...state, failures: state.failures.filter(({ ref }) => ref !== event.ref) };
    case 'choices':
      return state;
  }
}

/** The messages to show, oldest first. */
export function visibleMessages({ sandbox, dismissed }: PageState): readonly SandboxMessage[] {
  return (sandbox?.messages ?? []).filter(({ id }) => !dismissed.includes(id));
}

function withMessages(
  state: PageState,
  change: (messages: readonly SandboxMessage[]) => readonly SandboxMessage[],
): PageState {
  if (!state.sandbox) return state;
  return { ...state, sandbox: { ...state.sandbox, messages: change(state.sandbox.messages) } };
}

/** Adds or replaces a message. News of another channel may arrive while the view changes: it is left out. */
function put(
  messages: readonly SandboxMessage[],
  message: SandboxMessage,
  sandbox: SandboxState | undefined,
): readonly SandboxMessage[] {
  const guild = sandbox?.guilds.find(({ id }) => id === sandbox.view.guildId);
  if (guild && guild.channel.id !== message.channel_id) return messages;
  if (messages.some(({ id }) => id === message.id)) {
    return messages.map((known) => (known.id === message.id ? message : known));
  }
  return [...messages, message].sort((a, b) => compareIds(a.id, b.id));
}

function refuse(state: PageState, refs: readonly number[], reason: string): PageState {
  const refused = state.pending.filter(({ ref }) => refs.includes(ref));
  const pending = state.pending.filter((action) => !refused.includes(action));
  // A form that was not sent stays open, and says why: what was typed into it is not lost.
  const isOfForm = state.form !== undefined && refused.some(({ type }) => type === 'submit');
  return withFailures(
    { ...state, pending, form: isOfForm ? { form: state.form!.form, reason } : state.form },
    refused.flatMap((action) => failureOf(action, reason) ?? []),
  );
}

function withFailures(state: PageState, failures: readonly Failure[]): PageState {
  const after = state.sandbox?.messages.at(-1)?.id;
  return { ...state, failures: [...state.failures, ...failures.map((failure) => ({ ...failure, after }))] };
}

function failureOf(action: Asked, reason: string): Failure | undefined {
  switch (action.type) {
    case 'command':
      return { ref: action.ref, reason, tried: `/${action.name}` };
    case 'menu':
      return { ref: action.ref, reason, tried: action.name, messageId: action.messageId };
    case 'submit':
      return undefined;
    case 'choose':
    case 'press':
      return { ref: action.ref, reason, tried: '', messageId: action.messageId };
    case 'send':
      return { ref: action.ref, reason, tried: action.isVoice ? 'Voice message' : 'Message' };
  }
}

const isAbout = ({ messageId }: Failure, action: Asked) =>
  'messageId' in action && action.messageId === messageId;
