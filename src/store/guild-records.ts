import type { GuildRecord } from '../usecases/ports.js';
import type { IndexTable } from './index/index-table.js';
import { catalogueKey, CATALOGUES, headGuild, LEFT, leftGuild, leftKey } from './keys.js';

/** The servers that have clips, and since when the bot is no longer in one: milliseconds since the Unix epoch. */
export class GuildRecords {
  constructor(private readonly index: IndexTable) {}

  async all(): Promise<GuildRecord[]> {
    const [catalogues, left] = await Promise.all([
      this.index.keysWith(CATALOGUES),
      this.index.keysWith(LEFT),
    ]);
    const times = await this.index.getMany<number>(left);
    const leftAt = new Map(left.map((key, i) => [leftGuild(key), times[i]]));
    const guilds = new Set([...catalogues.map(headGuild), ...leftAt.keys()]);
    const ids = [...guilds].filter((guildId) => guildId !== undefined).sort();
    return ids.map((guildId) => ({ guildId, leftAt: leftAt.get(guildId) }));
  }

  /** Does nothing for a server without clips. */
  async setLeft(guildId: string, leftAt: number | undefined): Promise<void> {
    if (leftAt === undefined) await this.index.delete(leftKey(guildId));
    else if ((await this.index.get(catalogueKey(guildId))) !== undefined) {
      await this.index.set(leftKey(guildId), leftAt);
    }
  }

  async remove(guildId: string): Promise<void> {
    await this.index.delete(leftKey(guildId));
  }
}
