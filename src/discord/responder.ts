import {
  DiscordAPIError,
  MessageFlags,
  type BaseInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  type ModalMessageModalSubmitInteraction,
  type ModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js';
import type { Payload } from '../views/payload.js';
import { untilTaken } from './until-taken.js';

/** Time that Discord allows to the first answer, in milliseconds. */
export const ANSWER_WITHIN_MS = 3000;

/** How long Discord takes answers to an interaction that was acknowledged, in milliseconds. */
export const ANSWERABLE_MS = 15 * 60_000;

/** Work that lasts longer than this is acknowledged as under way, in milliseconds. */
export const ACKNOWLEDGE_AFTER_MS = 1000;

const UNKNOWN_INTERACTION = 10062;
const ALREADY_ACKNOWLEDGED = 40060;
const UNKNOWN_WEBHOOK = 10015;
/** Discord's code for an answer that comes more than 15 minutes after the interaction. */
const INVALID_WEBHOOK_TOKEN = 50027;
const UNKNOWN_MESSAGE = 10008;
const PAST_ANSWERING = new Set<number | string>([
  UNKNOWN_INTERACTION,
  ALREADY_ACKNOWLEDGED,
  UNKNOWN_WEBHOOK,
  INVALID_WEBHOOK_TOKEN,
  UNKNOWN_MESSAGE,
]);

/** Whether Discord takes no more answers: the asker left, the message is gone, or it came too late. */
export function isPastAnswering(error: unknown): boolean {
  return error instanceof DiscordAPIError && PAST_ANSWERING.has(error.code);
}

/** A component in use: a button, a select menu, or a form that one of them opened. */
export type OfComponent = ButtonInteraction | StringSelectMenuInteraction | ModalSubmitInteraction;

export type Answerable = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | OfComponent;

export const isOfComponent = (interaction: BaseInteraction): interaction is OfComponent =>
  interaction.isButton() || interaction.isStringSelectMenu() || interaction.isModalSubmit();

/** A component in use that is on a message, which the answer may change. */
type OnMessage = ButtonInteraction | StringSelectMenuInteraction | ModalMessageModalSubmitInteraction;

export const isOnMessage = (interaction: Answerable): interaction is OnMessage =>
  interaction.isMessageComponent() || (interaction.isModalSubmit() && interaction.isFromMessage());

/**
 * The one place that decides between replying, deferring, editing and following up.
 *
 * Quick work is answered at once and with the right visibility; work that takes longer is deferred, which
 * shows "thinking…". Nothing is answered twice, and an outage of Discord's is waited for as long as it takes answers.
 */
export class Responder {
  private deferral: Promise<unknown> | undefined;
  private readonly timer: NodeJS.Timeout | undefined;

  /**
   * @param answer.as - `update` changes the message that holds the component; `form` opens one, and defers nothing.
   * @param answer.atOnce - Acknowledges before any work; see `Policy.acknowledge`.
   * @param hooks.beforeDeferral - Done before Discord is promised an answer; never rejects.
   * @param hooks.onAcknowledged - Told once Discord has taken the first sign of life, be it the answer.
   * @param hooks.onLost - Told when Discord refuses the acknowledgement: nobody waits for the work any more.
   * @param hurry - Aborts when no outage can be waited for any more.
   */
  constructor(
    private readonly interaction: Answerable,
    private readonly answer: { as: 'reply' | 'update' | 'form'; private: boolean; atOnce: boolean },
    private readonly hooks: {
      beforeDeferral: () => Promise<void>;
      onAcknowledged: () => void;
      onLost: (error: unknown) => void;
    },
    private readonly hurry: AbortSignal,
  ) {
    const acknowledge = () => {
      this.deferral = this.defer();
      this.deferral.then(hooks.onAcknowledged, hooks.onLost);
    };
    if (answer.as === 'form') return;
    if (answer.atOnce) acknowledge();
    else this.timer = setTimeout(acknowledge, ACKNOWLEDGE_AFTER_MS);
  }

  /** Resolves once Discord has taken the acknowledgement that is under way. @throws what Discord answers if it does not. */
  async acknowledged(): Promise<void> {
    await this.deferral;
  }

  /** Sends the answer. */
  async send(payload: Payload): Promise<void> {
    const message = sendable(payload);
    const { interaction } = this;
    const { form } = payload;
    if (form && 'showModal' in interaction) {
      await this.first(() => interaction.showModal(form));
      this.hooks.onAcknowledged();
      return;
    }
    if (await this.isDeferred()) {
      await this.later(() => interaction.editReply(message));
      return;
    }
    await this.first(() =>
      this.updates(interaction)
        ? interaction.update(message)
        : interaction.reply({ ...message, ...visibility(this.answer.private) }),
    );
    this.hooks.onAcknowledged();
  }

  /** Sends what only the asker may see, and takes a public "thinking…" back. */
  async sendPrivately(payload: Payload): Promise<void> {
    const message = { ...sendable(payload), ...visibility(true) };
    if (!(await this.isDeferred())) {
      await this.first(() => this.interaction.reply(message));
      this.hooks.onAcknowledged();
      return;
    }
    if (this.answer.as === 'reply' && this.answer.private) {
      await this.later(() => this.interaction.editReply(sendable(payload)));
      return;
    }
    // A deferred answer keeps its visibility, and a follow-up would fill it in: it has to go first.
    if (this.answer.as === 'reply') await this.takeBack();
    // Sent again, it would be a second message.
    await this.interaction.followUp(message);
  }

  private async defer(): Promise<void> {
    const { interaction } = this;
    await this.hooks.beforeDeferral();
    try {
      await this.first(() =>
        this.updates(interaction)
          ? interaction.deferUpdate()
          : interaction.deferReply(visibility(this.answer.private)),
      );
    } catch (error) {
      // Discord took an earlier try, whose answer was lost on the way: the interaction is ours to answer.
      if (!(error instanceof DiscordAPIError && error.code === ALREADY_ACKNOWLEDGED)) throw error;
      interaction.deferred = true;
    }
  }

  private async takeBack(): Promise<void> {
    try {
      await this.later(() => this.interaction.deleteReply());
    } catch (error) {
      // An earlier try took it back, whose answer was lost on the way, or someone else did.
      if (!(error instanceof DiscordAPIError && error.code === UNKNOWN_MESSAGE)) throw error;
    }
  }

  private first(send: () => Promise<unknown>): Promise<void> {
    return untilTaken(send, { withinMs: ANSWER_WITHIN_MS, hurry: this.hurry });
  }

  private later(send: () => Promise<unknown>): Promise<void> {
    return untilTaken(send, { withinMs: ANSWERABLE_MS, hurry: this.hurry });
  }

  private async isDeferred(): Promise<boolean> {
    clearTimeout(this.timer);
    await this.deferral;
    return this.deferral !== undefined;
  }

  private updates(interaction: Answerable): interaction is OnMessage {
    return this.answer.as === 'update' && isOnMessage(interaction);
  }
}

const visibility = (isPrivate: boolean) => (isPrivate ? { flags: MessageFlags.Ephemeral as const } : {});

/** The message that Discord is sent. Nothing in it may ping anyone, whatever a member wrote. */
function sendable({ content, embeds, components, files }: Payload) {
  return {
    ...(content === undefined ? {} : { content }),
    embeds: embeds ?? [],
    components: components ?? [],
    files: files ?? [],
    allowedMentions: { parse: [] },
  };
}
