import { MessageFlags, MessageType } from 'discord.js';
import type {
  PageAction,
  SandboxMessage,
  SandboxState,
  SandboxUser,
  ServerNews,
} from '../../src/sandbox/protocol.js';
import { BOT, buttons, message, usage } from './stand-in-messages.js';

/** What was left with the server. */
export interface KeptFile {
  id: string;
  name: string;
  bytes: Buffer;
  type: string;
  duration?: number;
  waveform?: string;
}

interface Clip {
  id: string;
  name: string;
  guildId: string;
  owner: SandboxUser;
  file: KeptFile;
}

/** Who acts where, and how the server tells what comes of it. */
export interface Stage {
  user: SandboxUser;
  guild: SandboxState['guilds'][number];
  /** All that is in the channel. */
  messages: SandboxMessage[];
  file: (id: string) => KeptFile | undefined;
  /** To all who look at this channel, or only to who acts. */
  put: (message: SandboxMessage, isPrivate?: boolean) => void;
  tell: (news: ServerNews) => void;
}

const PIXEL =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="480" height="200"%3E%3Crect width="480" height="200" fill="%231c1e26"/%3E%3C/svg%3E';

/** Answers as the bot does, without listening. */
export class StandInBot {
  private readonly clips: Clip[] = [];

  act(action: Exclude<PageAction, { type: 'view' }>, stage: Stage): void {
    const { ref } = action;
    if (action.type === 'autocomplete') {
      const found = this.here(stage).filter(({ name }) => name.includes(action.typed));
      stage.tell({ type: 'choices', ref, choices: found.map(({ id, name }) => ({ name, value: id })) });
      return;
    }
    if (action.type === 'command' && action.name === 'broken') {
      stage.tell({ type: 'refused', ref, reason: 'The application did not respond' });
      return;
    }
    stage.tell({ type: 'taken', ref });
    if (action.type === 'command') this.command(action.name, action.options, stage);
    if (action.type === 'send') this.send(action, stage);
    if (action.type === 'menu')
      void this.detect(
        'voice message',
        usage(stage.user, action.name),
        stage,
        MessageType.ContextMenuCommand,
      );
    if (action.type === 'press') this.press(action, stage);
  }

  private here({ guild }: Stage): Clip[] {
    return this.clips.filter(({ guildId }) => guildId === guild.id);
  }

  private command(name: string, options: Readonly<Record<string, unknown>>, stage: Stage): void {
    const used = usage(stage.user, name);
    if (name === 'upload') {
      const { fileId } = options.audio as { fileId: string };
      this.upload(stage.file(fileId), options.name, used, stage);
      return;
    }
    if (name === 'list') {
      const lines = this.here(stage).map(
        (clip) => `**${clip.name}**\n3.0 s · <@${clip.owner.id}> · <t:1767225600:R>`,
      );
      const description = lines.length > 0 ? lines.join('\n') : 'No clips here yet. Add one with `/upload`.';
      this.say(stage, { ...used, embeds: [{ title: 'Clips', description, color: 0x5865f2 }] });
      return;
    }
    const clip = this.here(stage).find(({ id }) => id === options.file);
    if (!clip) this.refuse('There is no such clip on this server.', used, stage);
    else if (name === 'detect') void this.detect(clip.name, used, stage);
    else if (name === 'play') this.play(clip, used, stage);
    else this.ask(clip, used, stage);
  }

  private upload(file: KeptFile | undefined, name: unknown, used: object, stage: Stage): void {
    if (!file || file.type.startsWith('text/')) {
      this.refuse('This file holds no sound that can be read.', used, stage);
      return;
    }
    const title = typeof name === 'string' ? name : file.name.replace(/\.[^.]+$/, '');
    const clip = { id: `c${file.id}`, name: title, guildId: stage.guild.id, owner: stage.user, file };
    this.clips.push(clip);
    this.say(stage, {
      ...used,
      embeds: [
        {
          author: { name: 'Clip saved' },
          title,
          color: 0x5865f2,
          fields: [
            { name: 'Duration', value: '3.0 s', inline: true },
            { name: 'Size', value: '24 KiB', inline: true },
            { name: 'Uploaded by', value: `<@${stage.user.id}>`, inline: true },
            { name: 'Format', value: 'Ogg Opus, 48 kHz, mono' },
          ],
        },
      ],
      ...buttons(
        { id: `detect:${clip.id}`, label: 'Detect', style: 1 },
        { id: `delete:${clip.id}`, label: 'Delete', style: 2 },
      ),
    });
  }

  private async detect(
    name: string,
    used: object,
    stage: Stage,
    type: MessageType = MessageType.ChatInputCommand,
  ): Promise<void> {
    const answer = message(stage.guild.channel.id, BOT, { ...used, type });
    stage.put({ ...answer, flags: MessageFlags.Loading });
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.put({
      ...answer,
      embeds: [
        {
          author: { name },
          title: 'Happy',
          description: 'Clearly happy\n\n😄 Happy 72 %\n😲 Surprised 11 %\n😐 Neutral 8 %',
          color: 0xfee559,
          image: { url: PIXEL, width: 480, height: 200, description: 'Happy 72 %, surprised 11 %' },
          footer: { text: '3.0 s analysed' },
        },
      ],
    });
  }

  private play(clip: Clip, used: object, stage: Stage): void {
    this.say(stage, {
      ...used,
      embeds: [{ title: clip.name, description: `3.0 s · <@${clip.owner.id}>`, color: 0x5865f2 }],
      attachments: [attachment(clip.file)],
    });
  }

  private ask(clip: Clip, used: object, stage: Stage): void {
    if (clip.owner.id !== stage.user.id && stage.user.role === undefined) {
      this.refuse('Only its uploader and members with Manage Messages may delete this clip.', used, stage);
      return;
    }
    const question = {
      ...used,
      flags: MessageFlags.Ephemeral,
      embeds: [
        {
          title: 'Delete this clip?',
          description: `**${clip.name}**\n\nThis cannot be undone.`,
          color: 0xd83c3e,
        },
      ],
      ...buttons(
        { id: `delete-confirm:${clip.id}`, label: 'Delete', style: 4 },
        { id: 'delete-cancel', label: 'Keep', style: 2 },
      ),
    };
    stage.put(message(stage.guild.channel.id, BOT, question), true);
  }

  private press({ messageId, customId }: Extract<PageAction, { type: 'press' }>, stage: Stage): void {
    const [name, id] = customId.split(':');
    const clip = this.clips.find((known) => known.id === id);
    const pressed = stage.messages.find((known) => known.id === messageId);
    if (name === 'detect' && clip) void this.detect(clip.name, {}, stage);
    if (name === 'delete' && clip) this.ask(clip, {}, stage);
    if (!pressed || !(name === 'delete-confirm' || name === 'delete-cancel')) return;
    const description = clip
      ? `**${clip.name}** is deleted. Nothing of it remains here.`
      : 'Nothing was deleted.';
    if (clip) this.clips.splice(this.clips.indexOf(clip), 1);
    stage.put({ ...pressed, embeds: [{ description, color: 0x5865f2 }], components: [] }, true);
  }

  private send({ content, fileIds, isVoice }: Extract<PageAction, { type: 'send' }>, stage: Stage): void {
    const files = fileIds.flatMap((id) => stage.file(id) ?? []);
    stage.put(
      message(stage.guild.channel.id, stage.user, {
        content,
        ...(isVoice ? { flags: MessageFlags.IsVoiceMessage } : {}),
        attachments: files.map(attachment),
      }),
    );
  }

  private refuse(reason: string, used: object, stage: Stage): void {
    const parts = {
      ...used,
      flags: MessageFlags.Ephemeral,
      embeds: [{ description: reason, color: 0xe0a030 }],
    };
    stage.put(message(stage.guild.channel.id, BOT, parts), true);
  }

  private say(stage: Stage, parts: Partial<SandboxMessage>): void {
    stage.put(message(stage.guild.channel.id, BOT, { type: MessageType.ChatInputCommand, ...parts }));
  }
}

function attachment({
  id,
  name,
  bytes,
  type,
  duration,
  waveform,
}: KeptFile): SandboxMessage['attachments'][number] {
  return {
    id,
    filename: name,
    size: bytes.length,
    url: `/kept/${id}/${name}`,
    proxy_url: `/kept/${id}/${name}`,
    content_type: type,
    ...(duration === undefined ? {} : { duration_secs: duration }),
    ...(waveform === undefined ? {} : { waveform }),
  };
}
