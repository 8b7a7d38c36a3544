import type { GuildRecord } from '../usecases/ports.js';
import type { IndexTable } from './index/index-table.js';
import { leftKey } from './keys.js';

/** Servers by id, with since when the bot is no longer in one: milliseconds since the Unix epoch. */
export type LeftAt = Map<string, number | undefined>;

/**
 * The servers that have, or lately had, clips. What the index holds of them is read at the start, by the sweep;
 * from then on they are known here, so that nobody has to go through every row.
 */
export class GuildRecords {
  constructor(
    private readonly index: IndexTable,
    private readonly known: LeftAt,
  ) {}

  all(): GuildRecord[] {
    return [...this.known].map(([guildId, leftAt]) => ({ guildId, leftAt }));
  }

  /** Remembers that a server has clips. */
  add(guildId: string): void {
    if (!this.known.has(guildId)) this.known.set(guildId, undefined);
  }

  async setLeft(guildId: string, leftAt: number | undefined): Promise<void> {
    if (!this.known.has(guildId)) return;
    if (leftAt === undefined) await this.index.delete(leftKey(guildId));
    else await this.index.set(leftKey(guildId), leftAt);
    this.known.set(guildId, leftAt);
  }

  async remove(guildId: string): Promise<void> {
    await this.index.delete(leftKey(guildId));
    this.known.delete(guildId);
  }
}
