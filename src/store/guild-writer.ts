import PQueue from 'p-queue';
import { asStorage } from '../domain/storage-error.js';
import { Catalogue, createCatalogueMemory } from './catalogue.js';
import type { IndexTable } from './index/index-table.js';

/**
 * Lets one write at a time happen per server, in this process and in all that share the index; servers do not wait for
 * each other.
 */
export class GuildWriter {
  private readonly queues = new Map<string, PQueue>();
  private readonly memory = createCatalogueMemory();

  constructor(private readonly index: IndexTable) {}

  /** A server's catalogue, to read. */
  catalogue(guildId: string): Catalogue {
    return new Catalogue(this.index, guildId, this.memory);
  }

  /** @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`. */
  write<T>(guildId: string, change: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    const work = () => change(this.catalogue(guildId));
    return asStorage(() => this.inTurn(guildId, () => this.index.exclusive(guildId, work)));
  }

  /** Resolves when no write is under way or waiting. */
  async idle(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.onIdle()));
  }

  private async inTurn<T>(guildId: string, work: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(guildId) ?? new PQueue({ concurrency: 1 });
    this.queues.set(guildId, queue);
    try {
      return await queue.add(work);
    } finally {
      if (queue.size === 0 && queue.pending === 0) this.queues.delete(guildId);
    }
  }
}
