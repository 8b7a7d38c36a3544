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

export interface ButtonContext extends Context {
  /** What the custom_id says behind its name; it may be forged. */
  args: readonly string[];
}

/** Whether a click gets an answer of its own, or changes the message that holds the button. */
export type ButtonPolicy = Policy & { answer: 'reply' | 'update' };

/** What happens on a click. */
export interface Button {
  /** What the custom_ids of these buttons begin with. */
  name: string;
  policy: ButtonPolicy;
  run(context: ButtonContext, useCases: UseCases): Promise<Payload>;
}

/** A button that runs on what its custom_id says. */
export function button<State>(
  id: CustomId<State>,
  {
    policy,
    run,
  }: {
    policy: ButtonPolicy;
    run: (context: Context & State, useCases: UseCases) => Promise<Payload>;
  },
): Button {
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
  buttons?: readonly Button[];
}

export interface MessageCommand {
  data: { name: string; toJSON(): RESTPostAPIContextMenuApplicationCommandsJSONBody };
  policy: Policy;
  run(context: MessageContext, useCases: UseCases): Promise<Payload>;
}
