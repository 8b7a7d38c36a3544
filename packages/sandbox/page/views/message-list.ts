import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SandboxMessage, SandboxState } from '../../src/protocol.js';
import { isMessageMenu } from '../logic/command-search.js';
import { startsDay, startsGroup } from '../logic/message-facts.js';
import { visibleMessages, type PageState } from '../logic/state.js';
import { formatDay } from '../logic/timestamps.js';
import { failureNote, failureRow } from './failure-view.js';
import { LightElement } from './light-element.js';
import { messageView, type MessageViewContext } from './message-view.js';
import type { PageActions } from './page-actions.js';
import { addressOf, channelIcon, placeNote, placeOf } from './place.js';
import { sampleCards } from './sample-cards.js';

/** Times such as "2 minutes ago" are put right this often, in milliseconds. */
const TICK_MS = 20_000;
/** How near to its end the list follows new messages, in pixels. */
const NEAR_END = 120;

/** The channel's messages, with its beginning above and what came to nothing below. */
export class MessageList extends LightElement {
  static override properties = {
    state: { attribute: false },
    actions: { attribute: false },
    isReady: { attribute: false },
  };
  declare state: PageState;
  declare actions: PageActions;
  /** Whether the bot would hear anything. */
  declare isReady: boolean;
  private followsEnd = true;
  private shownChannel = '';
  private lastTop = 0;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private readonly growth = new ResizeObserver(() => {
    this.scrollToEnd();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticking = setInterval(() => {
      this.requestUpdate();
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.ticking);
    this.growth.disconnect();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { sandbox, failures } = this.state;
    if (!sandbox) return html`<div class="log empty" role="status">Connecting to the sandbox…</div>`;
    const messages = visibleMessages(this.state);
    const context = this.context(sandbox);
    const known = new Set(messages.map(({ id }) => id));
    const loose = failures.filter(({ messageId }) => messageId === undefined || !known.has(messageId));
    const failuresAfter = (id: string | undefined) =>
      loose
        .filter(({ after }) => (after !== undefined && known.has(after) ? after : undefined) === id)
        .map((failure) => failureRow(failure, this.actions.dismissFailure));
    return html`
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label=${`Messages in ${addressOf(sandbox)}`}
        tabindex="0"
        @scroll=${this.noteScroll}
      >
        <div class="log-inner">
          ${this.welcome(sandbox)}
          <ol class="messages">
            ${repeat(
              messages,
              ({ id }) => id,
              (message, i) => [this.row(message, messages[i - 1], context), failuresAfter(message.id)],
            )}
            ${failuresAfter(undefined)}
          </ol>
        </div>
      </div>
    `;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state');
    // Who does something wants to see what comes of it.
    if (before && this.state.pending.length > before.pending.length) this.followsEnd = true;
  }

  protected override updated(): void {
    // What is in the list grows, and so does the composer below it.
    for (const part of this.querySelectorAll('.log, .log-inner')) this.growth.observe(part);
    const { sandbox } = this.state;
    const channel = sandbox ? `${sandbox.view.guildId} ${sandbox.view.userId}` : '';
    // Another channel or another member: begin at its end.
    if (channel !== this.shownChannel) this.followsEnd = true;
    this.shownChannel = channel;
    this.scrollToEnd();
  }

  private row(
    message: SandboxMessage,
    before: SandboxMessage | undefined,
    context: MessageViewContext,
  ): unknown {
    const isNewDay = startsDay(message, before);
    return html`
      ${isNewDay ? html`<li class="day"><span>${formatDay(message.timestamp)}</span></li>` : nothing}
      ${messageView(message, isNewDay || startsGroup(message, before), context)}
    `;
  }

  private welcome(sandbox: SandboxState): TemplateResult {
    const place = placeOf(sandbox);
    const note = place && placeNote(place);
    return html`
      <div class="welcome">
        <span class="welcome-icon">${channelIcon(sandbox)}</span>
        <h2>Welcome to ${addressOf(sandbox)}!</h2>
        <p>
          Overtone names the emotion in a voice. Type <kbd>/</kbd> for its commands, drop a sound file here,
          or record a voice message.
        </p>
        ${note ? html`<p class="place-note">${note}</p>` : nothing}
        ${sampleCards(sandbox.samples, this.isReady, this.actions.trySample)}
      </div>
    `;
  }

  private context(sandbox: SandboxState): MessageViewContext {
    const { application, users, commands, messages } = sandbox;
    const { pending, failures } = this.state;
    const { press, choose, runMenu, dismissMessage } = this.actions;
    return {
      now: Date.now(),
      names: new Map([application, ...users].map(({ id, name }) => [id, name])),
      find: (messageId) => messages.find(({ id }) => id === messageId),
      menuCommands: commands.filter(isMessageMenu).map(({ name }) => name),
      pressed: (messageId) =>
        pending.flatMap((action) =>
          (action.type === 'press' || action.type === 'choose') && action.messageId === messageId
            ? [action.customId]
            : [],
        ),
      press,
      choose,
      runMenu,
      dismiss: dismissMessage,
      notices: (messageId) => failures.filter((failure) => failure.messageId === messageId).map(failureNote),
    };
  }

  private readonly noteScroll = (event: Event): void => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget as HTMLElement;
    const isNearEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    // Content that grows below moves the end away, but only the reader moves up.
    if (isNearEnd || scrollTop < this.lastTop) this.followsEnd = isNearEnd;
    this.lastTop = scrollTop;
  };

  private scrollToEnd(): void {
    const log = this.querySelector('.log');
    const isUnused = this.state.sandbox?.messages.length === 0;
    if (log && this.followsEnd) log.scrollTop = isUnused ? 0 : log.scrollHeight;
  }
}

customElements.define('message-list', MessageList);
