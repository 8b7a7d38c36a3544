import type { Exchange, Member, StoredMessage } from '@overtone/discord-simulator';

/** What a member did, and what is to be known of it afterwards. */
export interface Deed {
  what: string;
  who: Member;
  /** Milliseconds since the Unix epoch. */
  at: number;
  exchange: Exchange;
  /** SHA-256 of what was uploaded, in hexadecimal. */
  sha256?: string;
  /** The clip that was to be deleted, and the question that was answered with yes. */
  deletion?: { clipId: string; question: StoredMessage };
}

/** What became of the clips, as Discord was told: what nobody was told of may be there or not. */
export interface Promises {
  /** Checksums of confirmed clips by id. */
  there: Map<string, { sha256: string; guildId: string }>;
  gone: Set<string>;
}

/** The id of the clip that an answer says was saved. */
export const savedIn = (messages: readonly StoredMessage[]): string | undefined =>
  messages
    .flatMap(({ buttons }) => buttons)
    .map(({ custom_id }) => /^delete:(\w+)$/.exec(custom_id ?? '')?.[1])
    .find((found) => found !== undefined);

const isDeleted = (question: StoredMessage) =>
  question.embeds[0]?.description?.includes('is deleted') === true;

export function promisesOf(deeds: readonly Deed[]): Promises {
  const there: Promises['there'] = new Map();
  const gone: Promises['gone'] = new Set();
  for (const { exchange, sha256, who } of deeds) {
    const id = sha256 === undefined ? undefined : savedIn(exchange.messages);
    if (id !== undefined) there.set(id, { sha256: sha256!, guildId: who.guild.id });
  }
  for (const { deletion } of deeds) {
    if (deletion === undefined) continue;
    there.delete(deletion.clipId);
    if (isDeleted(deletion.question)) gone.add(deletion.clipId);
  }
  return { there, gone };
}
