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
  /**
   * Who sees the answer; `as asked` reads it from the option `private`. Errors are always for the asker alone, and so is
   * everything where the bot was not invited.
   */
  visibility: 'public' | 'private' | 'as asked';
  /** Longest time that the work may take, in milliseconds: then it is stopped, and the asker told. */
  timeoutMs: number;
  /**
   * When to tell Discord that work is under way. Default: once it lasts a second. `at once` is for answers whose
   * files may take longer to send than the first answer may take to arrive.
   */
  acknowledge?: 'at once';
  /** Counts towards the member's uploads per minute: always, or where no server was asked whether it wants the bot. */
  limitedAs?: 'upload' | 'upload elsewhere';
}

/** What is known of every interaction, whatever its kind. All ids are Discord's. */
export interface Context {
  /** The server, which has invited the bot. */
  guildId: string;
  userId: string;
  mayManageMessages: boolean;
  /** Largest file that an answer may carry, in bytes. */
  maxAnswerBytes: number;
  /** Ids of the published slash commands, by name, to mention them by. */
  commandIds: () => Promise<ReadonlyMap<string, string>>;
  /** Aborts when the answer can no longer be given. */
  signal: AbortSignal;
  /** To be told right before the first write: from there on the outcome is awaited, whatever the signal says. */
  onCommit: () => void;
}

/** The same where there may be no such server: in direct messages, or where someone brought the bot as an app of theirs. */
export type Anywhere<C extends Context> = Omit<C, 'guildId'> & { guildId: string | undefined };

/** Where a command can be used. What is kept belongs to servers that have invited the bot. */
export type RunsIn<C extends Context> =
  | { place: 'server'; run(context: C, useCases: UseCases): Promise<Payload> }
  | { place: 'anywhere'; run(context: Anywhere<C>, useCases: UseCases): Promise<Payload> };

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

export type SlashCommand = RunsIn<SlashContext> & {
  data: { name: string; toJSON(): RESTPostAPIChatInputApplicationCommandsJSONBody };
  policy: Policy;
  autocomplete?(
    context: { guildId: string; typed: string },
    useCases: UseCases,
  ): Promise<APIApplicationCommandOptionChoice<string>[]>;
  components?: readonly Component[];
};

export type MessageCommand = RunsIn<MessageContext> & {
  /** What it does, for `/help`: Discord shows nothing but the name. */
  description: string;
  data: { name: string; toJSON(): RESTPostAPIContextMenuApplicationCommandsJSONBody };
  policy: Policy;
};
