import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxMessage } from '../../src/protocol.js';
import {
  hasSound,
  isEphemeral,
  isThinking,
  isVoiceMessage,
  looseAttachments,
  summaryOf,
  usageOf,
} from '../logic/message-facts.js';
import { formatSentAt, formatTime } from '../logic/timestamps.js';
import { attachmentView } from './attachment-view.js';
import { avatar, botAvatar } from './avatar.js';
import { componentRows } from './component-rows.js';
import { embedView } from './embed-view.js';
import { icons } from './icons.js';
import { markdownView, type TextContext } from './markdown-view.js';
import type { MessageMenu } from './message-menu.js';
import './message-menu.js';

/** What a message is shown with. */
export interface MessageViewContext extends TextContext {
  find: (messageId: string) => SandboxMessage | undefined;
  /** Names of the bot's commands for messages. */
  menuCommands: readonly string[];
  /** `custom_id`s of the message's components that wait for an answer. */
  pressed: (messageId: string) => readonly string[];
  press: (messageId: string, customId: string) => void;
  choose: (messageId: string, customId: string, value: string) => void;
  runMenu: (messageId: string, name: string) => void;
  dismiss: (messageId: string) => void;
  /** Shown at the end of the message, such as what came to nothing. */
  notices: (messageId: string) => unknown;
}

/** One message. `isFirst`: it shows its author; else it continues the one before. */
export function messageView(
  message: SandboxMessage,
  isFirst: boolean,
  context: MessageViewContext,
): TemplateResult {
  const offersMenu = context.menuCommands.length > 0 && hasSound(message) && !isEphemeral(message);
  return html`
    <li
      id=${`message-${message.id}`}
      class="message ${isFirst ? 'first' : ''} ${isEphemeral(message) ? 'private' : ''}"
      @contextmenu=${offersMenu ? openMenu : nothing}
    >
      ${usageView(message, context)}
      ${isFirst ? (message.author.bot ? botAvatar() : avatar(message.author.id, nameOf(message))) : nothing}
      <div class="body">
        <div class=${isFirst ? 'head' : 'hidden'}>
          <span class="author">${nameOf(message)}</span>
          ${message.author.bot ? html`<span class="app-tag">App</span>` : nothing} ${sentAt(message, context)}
        </div>
        ${contentView(message, context)} ${context.notices(message.id)}
        ${isEphemeral(message) ? privateNote(message, context) : nothing}
      </div>
      ${
        offersMenu
          ? html`<message-menu
              .names=${context.menuCommands}
              .choose=${(name: string) => {
                context.runMenu(message.id, name);
              }}
            ></message-menu>`
          : nothing
      }
    </li>
  `;
}

function contentView(message: SandboxMessage, context: MessageViewContext): unknown {
  if (isThinking(message)) {
    return html`<div class="thinking">
      ${nameOf(message)} is thinking<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
    </div>`;
  }
  const edited = message.edited_timestamp
    ? html`<span
        class="edited"
        title=${formatTime(Date.parse(message.edited_timestamp) / 1000, 'F', context.now)}
        >(edited)</span
      >`
    : nothing;
  return html`
    ${message.content === '' ? nothing : markdownView(message.content, context)}
    ${message.embeds.map((embed) => embedView(embed, message.attachments, context))}
    ${looseAttachments(message).map((attachment) => attachmentView(attachment, isVoiceMessage(message)))}
    ${componentRows(message, {
      used: context.pressed(message.id),
      press: (customId) => {
        context.press(message.id, customId);
      },
      choose: (customId, value) => {
        context.choose(message.id, customId, value);
      },
    })}
    ${edited}
  `;
}

function usageView(message: SandboxMessage, { find, names }: MessageViewContext): unknown {
  const usage = usageOf(message);
  if (!usage) return nothing;
  const who = names.get(usage.userId) ?? usage.userName;
  if (usage.command !== undefined) {
    return html`<div class="usage">
      ${icons.reply}${avatar(usage.userId, who)}
      <span><b>${who}</b> used <span class="command-name">${usage.command}</span></span>
    </div>`;
  }
  const origin = usage.messageId === undefined ? undefined : find(usage.messageId);
  return html`<div class="usage">
    ${icons.reply}${avatar(usage.userId, who)}
    <span>
      <b>${who}</b> used a
      control${
        origin
          ? html` of
              <button
                type="button"
                class="link"
                @click=${() => {
                  showMessage(origin.id);
                }}
              >
                ${summaryOf(origin)}
              </button>`
          : nothing
      }
    </span>
  </div>`;
}

const privateNote = ({ id }: SandboxMessage, { dismiss }: MessageViewContext) => html`
  <div class="private-note">
    ${icons.eye} Only you can see this ·
    <button
      type="button"
      class="link"
      @click=${() => {
        dismiss(id);
      }}
    >
      Dismiss message
    </button>
  </div>
`;

const sentAt = ({ timestamp }: SandboxMessage, { now }: MessageViewContext) => html`
  <time class="sent-at" datetime=${timestamp} title=${formatTime(Date.parse(timestamp) / 1000, 'F', now)}>
    ${formatSentAt(timestamp, now)}
  </time>
`;

const nameOf = ({ author }: SandboxMessage) => author.global_name ?? author.username;

function showMessage(messageId: string): void {
  const element = document.getElementById(`message-${messageId}`);
  element?.scrollIntoView({ block: 'center' });
  element?.classList.remove('flash');
  // Reading a measure lets the animation begin anew.
  element?.getBoundingClientRect();
  element?.classList.add('flash');
}

function openMenu(event: MouseEvent): void {
  const menu = (event.currentTarget as HTMLElement).querySelector<MessageMenu>('message-menu');
  if (!menu) return;
  event.preventDefault();
  menu.openAt(event.clientX, event.clientY);
}
