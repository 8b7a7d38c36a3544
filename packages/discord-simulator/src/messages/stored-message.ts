import { MessageFlags, type APIEmbed } from 'discord.js';
import { attachmentJson, type StoredFile } from '../cdn/stored-file.js';
import { componentTypes } from '../wire.js';
import type { WorldChannel, WorldUser } from '../world/types.js';
import { userJson } from '../world/payloads.js';
import { snapshotJson, type MessageSnapshot } from './message-snapshot.js';
import { flatComponents, type AllowedMentionsJson, type ComponentJson } from './message-body.js';

/** What led to a message, as Discord notes it on the answer to an interaction. */
export interface InteractionNote {
  id: string;
  type: number;
  /** The command's name; component interactions have none. */
  name?: string;
  user: WorldUser;
  /** The message whose component was used. */
  interactedMessageId?: string;
  /** The answer that a follow-up follows. */
  originalResponseMessageId?: string;
}

/** A message as it stands now: an edit changes this very object. */
export class StoredMessage {
  content = '';
  /** Embeds, with `attachment://` resolved to the CDN's addresses. */
  embeds: APIEmbed[] = [];
  components: ComponentJson[] = [];
  flags = 0;
  /** Everything uploaded with it, also what only an embed shows. */
  files: StoredFile[] = [];
  /** Mentions that the sender last allowed; undefined where it left that out. */
  allowedMentions: AllowedMentionsJson | undefined;
  editedAt: string | null = null;
  /** How often it was changed, the end of "thinking…" included. */
  edits = 0;
  deleted = false;
  /** What led to it; answers to interactions have one. */
  note: InteractionNote | undefined;
  /** What it forwards, if it is a forward. */
  snapshot: MessageSnapshot | undefined;
  type = 0;

  constructor(
    readonly id: string,
    readonly channel: WorldChannel,
    readonly author: WorldUser,
    readonly sentAt: string,
    /** The one user who sees an ephemeral message. */
    readonly onlyFor?: string,
  ) {}

  get ephemeral(): boolean {
    return (this.flags & MessageFlags.Ephemeral) !== 0;
  }

  /** Whether it still says "thinking…". */
  get loading(): boolean {
    return (this.flags & MessageFlags.Loading) !== 0;
  }

  /** Whether a user sees it, be it by id or by anything that has one. */
  visibleTo(user: string | { id: string }): boolean {
    return !this.deleted && this.isFor(user);
  }

  /** Whether a user sees it, or did as long as it was there. */
  isFor(user: string | { id: string }): boolean {
    const id = typeof user === 'string' ? user : user.id;
    return this.onlyFor === undefined || this.onlyFor === id;
  }

  /** The files listed below the message: as Discord does, without those that an embed shows. */
  get attachments(): StoredFile[] {
    const inEmbeds = new Set(this.embeds.flatMap(embedAddresses));
    return this.files.filter(({ url }) => !inEmbeds.has(url));
  }

  get buttons(): ComponentJson[] {
    return flatComponents(this.components).filter(({ type }) => type === componentTypes.Button);
  }

  get selects(): ComponentJson[] {
    return flatComponents(this.components).filter(({ type }) => type === componentTypes.StringSelect);
  }

  /** A select menu by custom_id or placeholder. */
  select(customIdOrPlaceholder: string): ComponentJson | undefined {
    return this.selects.find(
      ({ custom_id: id, placeholder }) =>
        id === customIdOrPlaceholder || placeholder === customIdOrPlaceholder,
    );
  }

  /** A button by custom_id or label. */
  button(customIdOrLabel: string): ComponentJson | undefined {
    return (
      this.buttons.find((button) => button.custom_id === customIdOrLabel) ??
      this.buttons.find((button) => button.label === customIdOrLabel)
    );
  }

  /** A picture that came as a file brings its description along. */
  private describePicture(embed: APIEmbed): APIEmbed {
    const description = this.files.find(({ url }) => url === embed.image?.url)?.description;
    return embed.image && description !== undefined
      ? { ...embed, image: { ...embed.image, description } }
      : embed;
  }

  toJSON() {
    return {
      id: this.id,
      channel_id: this.channel.id,
      author: userJson(this.author),
      content: this.content,
      timestamp: this.sentAt,
      edited_timestamp: this.editedAt,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: this.attachments.map(attachmentJson),
      embeds: this.embeds.map((embed) => ({ type: 'rich', ...this.describePicture(embed) })),
      pinned: false,
      type: this.type,
      flags: this.flags,
      components: this.components,
      ...(this.note ? noteJson(this.note, this.author) : {}),
      ...(this.snapshot ? snapshotJson(this.snapshot) : {}),
    };
  }
}

function noteJson(note: InteractionNote, author: WorldUser) {
  const { id, type, name, user, interactedMessageId, originalResponseMessageId } = note;
  const metadata = {
    id,
    type,
    user: userJson(user),
    authorizing_integration_owners: {},
    ...(name === undefined ? {} : { name }),
    ...(interactedMessageId === undefined ? {} : { interacted_message_id: interactedMessageId }),
    ...(originalResponseMessageId === undefined
      ? {}
      : { original_response_message_id: originalResponseMessageId }),
  };
  return { application_id: author.id, webhook_id: author.id, interaction_metadata: metadata };
}

/** Addresses that an embed shows as pictures. */
function embedAddresses({ image, thumbnail, footer, author }: APIEmbed): string[] {
  return [image?.url, thumbnail?.url, footer?.icon_url, author?.icon_url].filter((url) => url !== undefined);
}
