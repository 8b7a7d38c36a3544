import PQueue from 'p-queue';

/** Lets one write at a time happen per server; servers do not wait for each other. */
export class GuildWriter {
  private readonly queues = new Map<string, PQueue>();

  async run<T>(guildId: string, write: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(guildId) ?? new PQueue({ concurrency: 1 });
    this.queues.set(guildId, queue);
    try {
      return await queue.add(write);
    } finally {
      if (queue.size === 0 && queue.pending === 0) this.queues.delete(guildId);
    }
  }

  /** Resolves when no write is under way or waiting. */
  async idle(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => queue.onIdle()));
  }
}
