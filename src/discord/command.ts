import type {
  APIApplicationCommandOptionChoice,
  CommandInteractionOptionResolver,
  Message,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { CustomId } from '../views/custom-id.js';
import type { UseCases } from '../usecases/use-cases.js';
import type { Payload } from '../views/payload.js';

/** Declared, not coded: the dispatcher applies a policy before and after `run()`. */
export interface Policy {
  /** Who sees the answer. Errors are always for the asker alone. */
  visibility: 'public' | 'private';
  /** Longest time that the work may take, in milliseconds: then it is stopped, and the asker told. */
  timeoutMs: number;
  /**
   * When to tell Discord that work is under way. Default: once it lasts a second. `at once` is for answers whose
   * files may take longer to send than the first answer may take to arrive.
   */
  acknowledge?: 'at once';
  /** Counts towards the member's uploads per minute. */
  limitedAs?: 'upload';
}

/** What is known of every interaction, whatever its kind. All ids are Discord's. */
export interface Context {
  guildId: string;
  userId: string;
  mayManageMessages: boolean;
  /** Largest file that an answer may carry, in bytes. */
  maxAnswerBytes: number;
  /** Aborts when the answer can no longer be given. */
  signal: AbortSignal;
  /** To be told right before the first write: from there on the outcome is awaited, whatever the signal says. */
  onCommit: () => void;
}

export interface SlashContext extends Context {
  options: Pick<CommandInteractionOptionResolver<'cached'>, 'getString' | 'getAttachment' | 'getUser'>;
}

export interface MessageContext extends Context {
  message: Message;
}

export interface ComponentContext extends Context {
  /** What the custom_id says behind its name; it may be forged. */
  args: readonly string[];
  /** What was chosen in a select menu, or typed into a form; empty for a button. It may be forged. */
  entry: string;
}

/**
 * Whether its use gets an answer of its own, changes the message that holds it, or opens a form, which Discord takes
 * only as the first answer: what decides on it has to be quick.
 */
export type ComponentPolicy = Policy & { answer: 'reply' | 'update' | 'form' };

/** What happens when a button is clicked, something is chosen in a select menu, or a form is sent. */
export interface Component {
  /** What the custom_ids of these components begin with. */
  name: string;
  policy: ComponentPolicy;
  run(context: ComponentContext, useCases: UseCases): Promise<Payload>;
}

/** A component that runs on what its custom_id says, and on what was entered. */
export function component<State>(
  id: CustomId<State>,
  {
    policy,
    run,
  }: {
    policy: ComponentPolicy;
    run: (context: Context & State & { entry: string }, useCases: UseCases) => Promise<Payload>;
  },
): Component {
  return {
    name: id.name,
    policy,
    run: async ({ args, ...context }, useCases) => run({ ...context, ...id.read(args) }, useCases),
  };
}

export interface SlashCommand {
  data: { name: string; toJSON(): RESTPostAPIChatInputApplicationCommandsJSONBody };
  policy: Policy;
  run(context: SlashContext, useCases: UseCases): Promise<Payload>;
  autocomplete?(
    context: { guildId: string; typed: string },
    useCases: UseCases,
  ): Promise<APIApplicationCommandOptionChoice<string>[]>;
  components?: readonly Component[];
}

export interface MessageCommand {
  data: { name: string; toJSON(): RESTPostAPIContextMenuApplicationCommandsJSONBody };
  policy: Policy;
  run(context: MessageContext, useCases: UseCases): Promise<Payload>;
}
