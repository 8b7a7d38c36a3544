import { ComponentType, MessageFlags } from 'discord.js';
import type { SentFile } from '../cdn/stored-file.js';
import type { RegisteredCommand } from '../commands/command-registry.js';
import { Interaction, type InteractionStart } from '../interactions/interaction.js';
import { interactionJson } from '../interactions/payload.js';
import type { ComponentJson } from '../messages/message-body.js';
import { StoredMessage } from '../messages/stored-message.js';
import type { State } from '../state.js';
import type { WorldChannel, WorldGuild, WorldMember } from '../world/types.js';
import { toOptions, type OptionValue } from './command-options.js';
import { Exchange } from './exchange.js';

const SLASH = 1;
const MESSAGE_MENU = 3;

type Values = Readonly<Record<string, OptionValue | undefined>>;

/** A member of a guild, to act in Discord's client as a person would. What the client would not let through throws. */
export class Member {
  /** Where they write and use commands. */
  channel: WorldChannel;

  constructor(
    readonly guild: WorldGuild,
    private readonly member: WorldMember,
    private readonly state: State,
  ) {
    this.channel = guild.channels[0]!;
  }

  get id(): string {
    return this.member.user.id;
  }

  get name(): string {
    return this.member.user.username;
  }

  /** Uses `/name`. Resolves once Discord has told the bot; see {@link Exchange.answer}. */
  slash(name: string, values: Values = {}): Promise<Exchange> {
    const command = this.command(name, SLASH);
    const { options, resolved } = toOptions(command, values, { state: this.state, guild: this.guild });
    return this.use(
      { kind: 2, commandName: name, commandType: SLASH },
      { ...commandData(command, SLASH), options, resolved },
    );
  }

  /** Types into an option of `/name`, with other options filled in already. Resolves with the suggestions there. */
  async autocomplete(name: string, option: string, typed: string, others: Values = {}): Promise<Exchange> {
    const command = this.command(name, SLASH);
    const schema = command.options?.find((candidate) => candidate.name === option);
    if (!schema?.autocomplete) throw new Error(`option ${option} of /${name} suggests nothing`);
    const context = { state: this.state, guild: this.guild, partial: true };
    const { options, resolved } = toOptions(command, others, context);
    const focused = { name: option, type: schema.type, value: typed, focused: true };
    const exchange = await this.use(
      { kind: 4, commandName: name, commandType: SLASH },
      { ...commandData(command, SLASH), options: [...options, focused], resolved },
    );
    await exchange.suggested();
    return exchange;
  }

  /** Uses a command of a message's menu. */
  messageMenu(name: string, message: StoredMessage): Promise<Exchange> {
    this.mustSee(message);
    const command = this.command(name, MESSAGE_MENU);
    return this.use(
      { kind: 2, commandName: name, commandType: MESSAGE_MENU },
      {
        ...commandData(command, MESSAGE_MENU),
        target_id: message.id,
        resolved: { messages: { [message.id]: message.toJSON() } },
      },
    );
  }

  /** Clicks a button of a message, named by custom_id or label. */
  click(message: StoredMessage, customIdOrLabel: string): Promise<Exchange> {
    this.mustSee(message);
    const button = message.button(customIdOrLabel);
    if (!button) throw new Error(`no button ${customIdOrLabel}; there are: ${labels(message.buttons)}`);
    if (button.disabled) throw new Error(`button ${customIdOrLabel} is disabled`);
    return this.press(message, button.custom_id ?? '');
  }

  /**
   * Sends a click that the message, as it is now, does not offer: a client that has not seen an edit yet, or a
   * forged one.
   */
  press(message: StoredMessage, customId: string): Promise<Exchange> {
    const data = {
      component_type: ComponentType.Button,
      custom_id: customId,
      id: message.button(customId)?.id ?? 1,
    };
    return this.use({ kind: 3, source: message }, data, message.channel);
  }

  /** Writes a message; a voice message is one file with the flag 1 << 13. */
  sendMessage(
    channel: WorldChannel,
    {
      content = '',
      attachments = [],
      flags = 0,
    }: { content?: string; attachments?: SentFile[]; flags?: number },
  ): StoredMessage {
    const { ids, clock, cdn, messages, gateway } = this.state;
    const sentAt = new Date(clock.now()).toISOString();
    const message = new StoredMessage(ids.next(), channel, this.member.user, sentAt);
    message.content = content;
    message.files = attachments.map((file) => cdn.keep(file, channel.id));
    message.flags = flags;
    messages.set(message.id, message);
    gateway.dispatchMessage('MESSAGE_CREATE', message);
    return message;
  }

  /** Sends a voice message, as Discord's mobile clients do. */
  sendVoiceMessage(file: SentFile, channel = this.channel): StoredMessage {
    const voice = { durationSec: 1, waveform: 'AAAA', ...file };
    return this.sendMessage(channel, { attachments: [voice], flags: MessageFlags.IsVoiceMessage });
  }

  private use(
    what: Pick<InteractionStart, 'kind' | 'commandName' | 'commandType' | 'source'>,
    data: unknown,
    channel = this.channel,
  ): Promise<Exchange> {
    const { state, guild, member } = this;
    const start = { ...what, guild, channel, member, id: state.ids.next(), createdAt: state.clock.now() };
    const interaction = new Interaction(start);
    state.interactions.set(interaction.id, interaction);
    state.gateway.dispatch('INTERACTION_CREATE', interactionJson(interaction, data, state));
    return Promise.resolve(new Exchange(interaction, state));
  }

  private command(name: string, type: number): RegisteredCommand {
    const command = this.state.commands.find(name, type, this.guild.id);
    if (!command) throw new Error(`there is no command ${name} here`);
    const needed = BigInt(command.default_member_permissions ?? 0);
    const isAllowed = (this.member.permissions & needed) === needed;
    const isForGuilds = command.contexts?.includes(0) ?? true;
    if (!isAllowed || !isForGuilds) throw new Error(`${this.name} may not use ${name} here`);
    return command;
  }

  private mustSee(message: StoredMessage): void {
    if (!message.visibleTo(this)) throw new Error(`${this.name} does not see that message`);
  }
}

const commandData = ({ id, name, guild_id }: RegisteredCommand, type: number) => ({
  id,
  name,
  type,
  ...(guild_id === undefined ? {} : { guild_id }),
});

function labels(buttons: readonly ComponentJson[]): string {
  return (
    buttons.map(({ label, custom_id: id }) => `${label ?? '?'} (${id ?? 'no custom_id'})`).join(', ') ||
    'none'
  );
}
