import type { ApiCall } from '../http/call-log.js';
import type { Interaction } from '../interactions/interaction.js';
import type { ChoiceJson } from '../limits/choice-limits.js';
import type { ModalJson } from '../interactions/modal.js';
import type { StoredMessage } from '../messages/stored-message.js';
import type { State } from '../state.js';

/** How long a test waits for the bot where it does not say otherwise, in milliseconds of wall time. */
const PATIENCE_MS = 20_000;

/** One interaction as its user sees it, from the click to the answer. */
export class Exchange {
  constructor(
    private readonly interaction: Interaction,
    private readonly state: State,
  ) {}

  get id(): string {
    return this.interaction.id;
  }

  get token(): string {
    return this.interaction.token;
  }

  /** Undefined as long as the bot has said nothing. */
  get acknowledgedAfterMs(): number | undefined {
    const { acknowledgedAt, start } = this.interaction;
    return acknowledgedAt === undefined ? undefined : acknowledgedAt - start.createdAt;
  }

  /** Whether the bot first said that it is at work. */
  get deferred(): boolean {
    return this.interaction.callbackType === 5 || this.interaction.callbackType === 6;
  }

  /** Every message that the bot sent in answer, deleted ones included; a changed source message is not among them. */
  get messages(): readonly StoredMessage[] {
    return this.interaction.messages;
  }

  /** The messages that a user sees of it now. */
  visibleTo(user: string | { id: string }): StoredMessage[] {
    return this.messages.filter((message) => message.visibleTo(user));
  }

  /** What was suggested; undefined where it is no autocompletion, or not answered yet. */
  get choices(): readonly ChoiceJson[] | undefined {
    return this.interaction.choices;
  }

  /** The form that the bot answered with, if it did. */
  get modal(): ModalJson | undefined {
    return this.interaction.modal;
  }

  /** The message whose component led to it. */
  get source(): StoredMessage | undefined {
    return this.interaction.start.source;
  }

  /** The bot's requests that belong to it, in order. */
  get calls(): ApiCall[] {
    return this.state.calls.ofToken(this.token);
  }

  /** Waits for the first sign of the bot. @returns after how many milliseconds it came. */
  acknowledged({ withinMs = PATIENCE_MS } = {}): Promise<number> {
    return this.wait(() => this.acknowledgedAfterMs, 'a first answer', withinMs);
  }

  /** Waits for a form. */
  form({ withinMs = PATIENCE_MS } = {}): Promise<ModalJson> {
    return this.wait(() => this.modal, 'a form', withinMs);
  }

  /** Waits for suggestions. */
  suggested({ withinMs = PATIENCE_MS } = {}): Promise<readonly ChoiceJson[]> {
    return this.wait(() => this.choices, 'suggestions', withinMs);
  }

  /**
   * Waits for the final message: the original answer once it no longer says "thinking…", the follow-up where the
   * original was taken back, or the source message that a button has changed. It is live: a later edit shows in it.
   */
  answer({ withinMs = PATIENCE_MS } = {}): Promise<StoredMessage> {
    return this.wait(() => this.finalMessage(), 'an answer', withinMs);
  }

  private finalMessage(): StoredMessage | undefined {
    const { start, original, sourceUpdates, messages } = this.interaction;
    const last = messages.findLast(({ deleted, loading }) => !deleted && !loading);
    const isSource = original !== undefined && original === start.source;
    if (isSource) return last ?? (sourceUpdates > 0 ? original : undefined);
    return original?.deleted === false ? (original.loading ? undefined : original) : last;
  }

  private wait<T>(look: () => T | undefined, what: string, withinMs: number): Promise<T> {
    const { commandName, kind } = this.interaction.start;
    const calls = () =>
      this.calls.map(({ method, status, errorCode, path }) => {
        const end = path.split(this.token).at(-1) ?? '';
        return `${method} …${end} -> ${status}${errorCode === undefined ? '' : ` (${errorCode})`}`;
      });
    return this.state.changes.until(look, {
      withinMs,
      what: () =>
        `${what} to ${commandName ?? `interaction of type ${kind}`}; the bot's calls: ${calls().join(', ') || 'none'}`,
    });
  }
}
