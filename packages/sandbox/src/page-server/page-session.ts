import {
  ClientRefusal,
  type DiscordServer,
  type Exchange,
  type Member,
  type MessageEvent,
  type StoredMessage,
} from '@overtone/discord-simulator';
import type { PageAction, Sample, ServerNews } from '../protocol.js';
import type { SandboxWorld } from '../world.js';
import { formOf } from './form.js';
import { commandValues, fileIdsOf, leftFile, withoutFiles } from './command-values.js';
import type { LeftFiles } from './left-files.js';
import { messageOf, sandboxState } from './sandbox-state.js';

/** What every socket of the page shares. */
export interface SessionParts {
  discord: DiscordServer;
  world: SandboxWorld;
  files: LeftFiles;
  samples: readonly Sample[];
  attachmentSizeLimit: number;
  /** Called with what went wrong here, rather than in what was asked for. */
  onMistake(error: unknown): void;
}

type ActionWithAnswer = Exclude<PageAction, { type: 'view' }>;

/** Actions of one socket that may wait for the bot at a time. */
const MOST_AT_ONCE = 20;

/** What Discord's client says where the bot has not answered in time. */
const UNANSWERED: Readonly<Record<ActionWithAnswer['type'], string>> = {
  command: 'The application did not respond',
  menu: 'The application did not respond',
  press: 'This interaction failed',
  choose: 'This interaction failed',
  submit: 'Something went wrong. Try again.',
  autocomplete: 'Loading options failed',
  send: 'The message was not sent',
};

/** One socket of the page: acts as one member in one server at a time, and tells what that member sees. */
export class PageSession {
  private member: Member;
  private underWay = 0;
  /** What led to the form that is open, if there is one. */
  private opener: Exchange | undefined;

  constructor(
    private readonly parts: SessionParts,
    private readonly tell: (news: ServerNews) => void,
  ) {
    this.member = parts.world.firstMember;
    this.tellState();
  }

  /** Does what the page asks for, and answers it. Never rejects. */
  async act(action: PageAction): Promise<void> {
    if (action.type === 'view') {
      this.member = this.parts.world.member(action.guildId, action.userId) ?? this.member;
      this.tellState();
      return;
    }
    this.underWay += 1;
    try {
      if (this.underWay > MOST_AT_ONCE) throw new ClientRefusal('too much at once: wait a moment');
      this.tell(await this.perform(action));
    } catch (error) {
      if (!(error instanceof ClientRefusal)) this.parts.onMistake(error);
      const reason = error instanceof ClientRefusal ? sentence(error.message) : 'The sandbox failed at that.';
      this.tell({ type: 'refused', ref: action.ref, reason });
    } finally {
      this.underWay -= 1;
    }
  }

  /** Passes on what the member may see. */
  onMessage(event: MessageEvent, message: StoredMessage): void {
    if (message.channel !== this.member.channel || !message.isFor(this.member)) return;
    if (event === 'MESSAGE_DELETE') this.tell({ type: 'gone', messageId: message.id });
    else this.tell({ type: 'message', message: messageOf(message) });
  }

  onPresence(isOnline: boolean): void {
    this.tell({ type: 'presence', isOnline });
  }

  private async perform(action: ActionWithAnswer): Promise<ServerNews> {
    const { member } = this;
    const { ref } = action;
    const { files } = this.parts;
    switch (action.type) {
      case 'autocomplete': {
        const others = commandValues(member, action.name, withoutFiles(action.options), files);
        const exchange = await member.type(action.name, action.option, action.typed, others);
        const choices = await this.inTime(exchange.suggested(this.patience), action);
        return { type: 'choices', ref, choices };
      }
      case 'command': {
        const values = commandValues(member, action.name, action.options, files);
        const exchange = await member.slash(action.name, values);
        for (const id of fileIdsOf(action.options)) files.forget(id);
        return this.taken(exchange, action);
      }
      case 'press':
        return this.taken(await member.press(this.message(action.messageId), action.customId), action);
      case 'choose': {
        const { messageId, customId, values } = action;
        return this.taken(await member.pick(this.message(messageId), customId, values), action);
      }
      case 'submit': {
        const { opener } = this;
        if (opener?.id !== action.formId) throw new ClientRefusal('that form is no longer open');
        return this.taken(await member.submit(opener, action.texts), action);
      }
      case 'menu':
        return this.taken(await member.messageMenu(action.name, this.message(action.messageId)), action);
      case 'send':
        this.send(action);
        return { type: 'taken', ref };
    }
  }

  private send({ content, fileIds, isVoice }: Extract<PageAction, { type: 'send' }>): void {
    const { member } = this;
    const attachments = fileIds.map((id) => leftFile(this.parts.files, id));
    const [voice] = attachments;
    if (!isVoice) member.sendMessage(member.channel, { content, attachments });
    else if (voice && attachments.length === 1 && content === '') member.sendVoiceMessage(voice);
    else throw new ClientRefusal('a voice message has one file and no text');
    for (const id of fileIds) this.parts.files.forget(id);
  }

  private async taken(exchange: Exchange, action: ActionWithAnswer): Promise<ServerNews> {
    const { ref } = action;
    await this.inTime(exchange.acknowledged(this.patience), action);
    if (!exchange.modal) return { type: 'taken', ref };
    this.opener = exchange;
    return { type: 'form', ref, form: formOf(exchange.id, exchange.modal) };
  }

  private get patience() {
    return { withinMs: this.parts.discord.acknowledgeWithinMs };
  }

  private inTime<T>(waiting: Promise<T>, { type }: ActionWithAnswer): Promise<T> {
    return waiting.catch(() => {
      throw new ClientRefusal(UNANSWERED[type]);
    });
  }

  /** A message of the channel where the member is, so that no other server's can be used. */
  private message(id: string): StoredMessage {
    const { discord } = this.parts;
    const message = discord.messages(this.member.channel).find((candidate) => candidate.id === id);
    if (!message?.visibleTo(this.member)) throw new ClientRefusal('that message is no longer here');
    return message;
  }

  private tellState(): void {
    this.tell({ type: 'state', ...sandboxState(this.member, this.parts) });
  }
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
