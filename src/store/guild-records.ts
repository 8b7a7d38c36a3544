import type { GuildRecord } from '../usecases/ports.js';
import type { IndexTable } from './index/index-table.js';
import {
  catalogueKey,
  CATALOGUES,
  CLIP_ROWS,
  clipKeysOf,
  guildOf,
  LEFT,
  leftKey,
  TOMBSTONES,
} from './keys.js';

/** The servers that have clips, and since when the bot is no longer in one: milliseconds since the Unix epoch. */
export class GuildRecords {
  constructor(private readonly index: IndexTable) {}

  /** Every server that a row, a list or a tombstone names, or that was left. */
  async all(): Promise<GuildRecord[]> {
    const guilds = new Map<string, number | undefined>();
    for (const prefix of [CATALOGUES, CLIP_ROWS, TOMBSTONES]) {
      for await (const key of this.index.keys(prefix)) guilds.set(guildOf(key), undefined);
    }
    const left = await this.index.keysWith(LEFT);
    const times = await this.index.getMany<number>(left);
    for (const [i, key] of left.entries()) guilds.set(guildOf(key), times[i]);
    return [...guilds].map(([guildId, leftAt]) => ({ guildId, leftAt })).sort(byGuild);
  }

  async leftAt(guildId: string): Promise<number | undefined> {
    return this.index.get<number>(leftKey(guildId));
  }

  /** Does nothing for a server without clips. */
  async setLeft(guildId: string, leftAt: number | undefined): Promise<void> {
    if (leftAt === undefined) await this.remove(guildId);
    else if (await this.hasClips(guildId)) await this.index.set(leftKey(guildId), leftAt);
  }

  async remove(guildId: string): Promise<void> {
    await this.index.delete(leftKey(guildId));
  }

  private async hasClips(guildId: string): Promise<boolean> {
    if ((await this.index.get(catalogueKey(guildId))) !== undefined) return true;
    return !(await this.index.keys(clipKeysOf(guildId)).next()).done;
  }
}

const byGuild = (a: GuildRecord, b: GuildRecord) => (a.guildId < b.guildId ? -1 : 1);
