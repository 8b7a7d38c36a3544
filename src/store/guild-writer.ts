import PQueue from 'p-queue';
import { asStorage } from '../domain/storage-error.js';
import { waitInLine } from '../domain/wait-in-line.js';
import type { Change } from '../usecases/ports.js';
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

  /**
   * @param change.signal - Ends the wait for the server's turn.
   * @param change.onCommit - Told when its turn has come.
   * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`; the signal's reason.
   */
  write<T>(
    guildId: string,
    work: (catalogue: Catalogue) => Promise<T>,
    { signal, onCommit }: Change = {},
  ): Promise<T> {
    const commit = () => {
      signal?.throwIfAborted();
      onCommit?.();
      return work(this.catalogue(guildId));
    };
    const locked = () => this.index.exclusive(guildId, commit, signal);
    return asStorage(() => this.inTurn(guildId, locked, signal));
  }

  /** Resolves when no write is under way or waiting. */
  async idle(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.onIdle()));
  }

  private async inTurn<T>(guildId: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const queue = this.queues.get(guildId) ?? new PQueue({ concurrency: 1 });
    this.queues.set(guildId, queue);
    try {
      return await waitInLine((begin, left) => queue.add(begin, { signal: left }), work, signal);
    } finally {
      if (queue.size === 0 && queue.pending === 0) this.queues.delete(guildId);
    }
  }
}
