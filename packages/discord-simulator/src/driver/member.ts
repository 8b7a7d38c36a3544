import { ComponentType, GatewayIntentBits, MessageFlags } from 'discord.js';
import type { SentFile } from '../cdn/stored-file.js';
import type { RegisteredCommand } from '../commands/command-registry.js';
import { Interaction, type InteractionStart } from '../interactions/interaction.js';
import { interactionJson } from '../interactions/payload.js';
import type { ComponentJson } from '../messages/message-body.js';
import { takeSnapshot } from '../messages/message-snapshot.js';
import { StoredMessage } from '../messages/stored-message.js';
import { MOST_FILES } from '../messages/write-message.js';
import { sizeOf } from '../limits/form-check.js';
import { channelJson } from '../world/payloads.js';
import { mayUseCommand } from '../world/permissions.js';
import type { State } from '../state.js';
import type { WorldChannel, WorldGuild, WorldMember } from '../world/types.js';
import { ClientRefusal } from './client-refusal.js';
import { toOptions, type OptionValue } from './command-options.js';
import { Exchange } from './exchange.js';

const SLASH = 1;
const MESSAGE_MENU = 3;

type Values = Readonly<Record<string, OptionValue | undefined>>;

const MOST_CHARACTERS = 2000;

/**
 * A member of a guild, to act in Discord's client as a person would. What the client would not let through throws
 * {@link ClientRefusal}.
 */
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

  /** Lets them do more in one channel than they may on the server. */
  grant(channel: WorldChannel, permissions: bigint): void {
    channel.grants.set(this.id, permissions);
    const { gateway } = this.state;
    gateway.dispatch(this.guild.id, 'CHANNEL_UPDATE', channelJson(channel), GatewayIntentBits.Guilds);
  }

  /** The commands that they are offered, of slash and of menus. */
  commands(): readonly RegisteredCommand[] {
    return this.state.commands.of(this.guild.id).filter((command) => this.mayUse(command));
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
    const exchange = await this.type(name, option, typed, others);
    await exchange.suggested();
    return exchange;
  }

  /** Types into an option of `/name`. Resolves once Discord has told the bot; see {@link Exchange.suggested}. */
  type(name: string, option: string, typed: string, others: Values = {}): Promise<Exchange> {
    const command = this.command(name, SLASH);
    const schema = command.options?.find((candidate) => candidate.name === option);
    if (!schema?.autocomplete) throw new ClientRefusal(`option ${option} of /${name} suggests nothing`);
    const context = { state: this.state, guild: this.guild, partial: true };
    const { options, resolved } = toOptions(command, others, context);
    const focused = { name: option, type: schema.type, value: typed, focused: true };
    return this.use(
      { kind: 4, commandName: name, commandType: SLASH },
      { ...commandData(command, SLASH), options: [...options, focused], resolved },
    );
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
    if (!button)
      throw new ClientRefusal(`no button ${customIdOrLabel}; there are: ${labels(message.buttons)}`);
    if (button.disabled) throw new ClientRefusal(`button ${customIdOrLabel} is disabled`);
    return this.press(message, button.custom_id ?? '');
  }

  /**
   * Sends a click that the message, as it is now, does not offer: a client that has not seen an edit yet, or a
   * forged one.
   */
  press(message: StoredMessage, customId: string): Promise<Exchange> {
    this.mustSee(message);
    const data = {
      component_type: ComponentType.Button,
      custom_id: customId,
      id: message.button(customId)?.id ?? 1,
    };
    return this.use({ kind: 3, source: message }, data, message.channel);
  }

  /** Chooses in a select menu of a message, named by custom_id or placeholder; choices by label or value. */
  choose(message: StoredMessage, customIdOrPlaceholder: string, ...wanted: string[]): Promise<Exchange> {
    this.mustSee(message);
    const select = message.select(customIdOrPlaceholder);
    if (!select) throw new ClientRefusal(`no select menu ${customIdOrPlaceholder}`);
    if (select.disabled) throw new ClientRefusal(`select menu ${customIdOrPlaceholder} is disabled`);
    const { options = [], min_values: min = 1, max_values: max = 1 } = select;
    const values = wanted.map((each) => {
      const option = options.find(({ label, value }) => value === each || label === each);
      if (!option) throw new ClientRefusal(`no choice ${each}`);
      return option.value;
    });
    if (values.length < min || values.length > max)
      throw new ClientRefusal(`${min} to ${max} choices are to be made`);
    return this.pick(message, select.custom_id ?? '', values);
  }

  /** Sends choices that the message, as it is now, does not offer: see {@link press}. */
  pick(message: StoredMessage, customId: string, values: readonly string[]): Promise<Exchange> {
    this.mustSee(message);
    const data = {
      component_type: ComponentType.StringSelect,
      custom_id: customId,
      id: message.select(customId)?.id ?? 1,
      values,
    };
    return this.use({ kind: 3, source: message }, data, message.channel);
  }

  /** Fills in the form that an exchange has led to, by its fields' custom_ids, and sends it. */
  submit(exchange: Exchange, texts: Readonly<Record<string, string>>): Promise<Exchange> {
    const { modal, source } = exchange;
    if (!modal) throw new ClientRefusal('no form was opened');
    const components = modal.components.map(({ type, component }, i) => {
      const { custom_id, required = true, min_length: min = 0, max_length: max = 4000 } = component;
      const value = texts[custom_id] ?? component.value ?? '';
      const size = sizeOf(value);
      const isLeftOut = size === 0 && !required;
      if (!isLeftOut && (size < Math.max(min, 1) || size > max)) {
        throw new ClientRefusal(`${custom_id} must have ${Math.max(min, 1)} to ${max} characters`);
      }
      return { type, id: 2 * i + 1, component: { type: component.type, id: 2 * i + 2, custom_id, value } };
    });
    const data = { custom_id: modal.custom_id, components };
    return this.use({ kind: 5, ...(source && { source }) }, data, source?.channel);
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
    const { cdn } = this.state;
    if (sizeOf(content) > MOST_CHARACTERS) {
      throw new ClientRefusal(`a message has ${MOST_CHARACTERS} characters at most`);
    }
    if (attachments.length > MOST_FILES) throw new ClientRefusal(`a message has ${MOST_FILES} files at most`);
    if (content.trim() === '' && attachments.length === 0) throw new ClientRefusal('the message is empty');
    return this.write(channel, (message) => {
      message.content = content.trim();
      message.files = attachments.map((file) => cdn.keep(file, channel.id));
      message.flags = flags;
    });
  }

  /** Forwards a message that they see, from whichever server, as Discord's client does. */
  forward(message: StoredMessage, channel = this.channel): StoredMessage {
    const { cdn, world } = this.state;
    const isTheirs = world.guilds.get(message.channel.guildId)?.members.has(this.id) ?? false;
    if (!isTheirs || message.ephemeral || message.deleted)
      throw new ClientRefusal(`${this.name} cannot forward that message`);
    return this.write(channel, (forward) => {
      forward.snapshot = takeSnapshot(message, (file) => cdn.keep(file, channel.id));
      forward.flags = MessageFlags.HasSnapshot;
    });
  }

  /** Sends a voice message, as Discord's mobile clients do. */
  sendVoiceMessage(file: SentFile, channel = this.channel): StoredMessage {
    const voice = { durationSec: 1, waveform: 'AAAA', ...file };
    return this.sendMessage(channel, { attachments: [voice], flags: MessageFlags.IsVoiceMessage });
  }

  private write(channel: WorldChannel, fill: (message: StoredMessage) => void): StoredMessage {
    const { ids, clock, messages, news } = this.state;
    const sentAt = new Date(clock.now()).toISOString();
    const message = new StoredMessage(ids.next(), channel, this.member.user, sentAt);
    fill(message);
    messages.add(message);
    news.announce('MESSAGE_CREATE', message);
    return message;
  }

  private use(
    what: Pick<InteractionStart, 'kind' | 'commandName' | 'commandType' | 'source'>,
    data: unknown,
    channel = this.channel,
  ): Promise<Exchange> {
    const { state, guild, member } = this;
    const start = { ...what, guild, channel, member, id: state.ids.next(), createdAt: state.clock.now() };
    const interaction = new Interaction(start);
    forgetLongOver(state);
    state.interactions.set(interaction.id, interaction);
    const shardOf = guild.context === 0 ? guild.id : '0';
    state.gateway.dispatch(shardOf, 'INTERACTION_CREATE', interactionJson(interaction, data, state));
    return Promise.resolve(new Exchange(interaction, state));
  }

  private command(name: string, type: number): RegisteredCommand {
    if (Object.keys(this.owners).length === 0) throw new ClientRefusal('the bot is not in this server');
    const command = this.state.commands.find(name, type, this.guild.id);
    if (!command) throw new ClientRefusal(`there is no command ${name} here`);
    if (!this.mayUse(command)) throw new ClientRefusal(`${this.name} may not use ${name} here`);
    return command;
  }

  private mayUse(command: RegisteredCommand): boolean {
    const { contexts, integration_types: types, default_member_permissions: needed } = command;
    const isInstalled = types.some((type) => String(type) in this.owners);
    const isOffered = contexts?.includes(this.guild.context) ?? true;
    return isInstalled && isOffered && mayUseCommand(this.member, needed);
  }

  private get owners() {
    return this.state.world.ownersOf(this.guild, this.id);
  }

  private mustSee(message: StoredMessage): void {
    const isHere = message.channel.guildId === this.guild.id;
    if (!isHere || !message.visibleTo(this))
      throw new ClientRefusal(`${this.name} does not see that message`);
  }
}

/** Interactions outlive their token for a while, so that an answer that comes too late is told why. */
function forgetLongOver({ interactions, clock, tokenLifetimeMs }: State): void {
  for (const [id, { start }] of interactions) {
    if (clock.now() - start.createdAt > 2 * tokenLifetimeMs) interactions.delete(id);
    else return;
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
