import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import type { Retention } from '../usecases/retention.js';

const HOUR_MS = 60 * 60 * 1000;

/** Runs until it is stopped. */
export interface RetentionWatch {
  /** Begins nothing more, and waits for what is under way. A second call does the same. */
  stop(): Promise<void>;
}

/**
 * Tells the retention which servers the bot is in, has joined and has left, and lets it sweep once the client is ready,
 * after each of these, and every hour. discord.js tells a server that is out of order from one that was left.
 */
export function watchRetention(client: Client, retention: Retention, logger: Logger): RetentionWatch {
  const stopped = new AbortController();
  let work = Promise.resolve();

  /**
   * One sweep after the other; what fails is logged, and tried again within the hour.
   *
   * @param step - What comes before it.
   * @param guildId - The one server to sweep; else all are.
   */
  const sweepAfter = (step: () => Promise<void>, guildId?: string) => {
    work = work.then(async () => {
      if (stopped.signal.aborted) return;
      try {
        await step();
        const expired = await retention.sweep({ signal: stopped.signal, ...(guildId && { guildId }) });
        if (expired.old + expired.left > 0) logger.info(expired, 'clips were kept long enough and removed');
        if (expired.pending > 0)
          logger.warn(expired, 'clips were kept long enough; their bytes are still there');
      } catch (error) {
        logger.error({ err: error }, 'clips that were kept long enough could not be removed');
      }
    });
  };
  /** Noted at once, for a sweep that is under way goes by it; only that server is swept. */
  const note = (noted: Promise<void>, guildId: string) => {
    noted.catch(() => undefined);
    sweepAfter(() => noted, guildId);
  };
  const reconcile = () => retention.reconcile(new Set(client.guilds.cache.keys()));

  client.on(Events.GuildCreate, ({ id }) => {
    note(retention.joined(id), id);
  });
  client.on(Events.GuildDelete, ({ id }) => {
    note(retention.left(id), id);
  });
  client.once(Events.ClientReady, () => {
    sweepAfter(reconcile);
  });
  const timer = setInterval(() => {
    if (client.isReady()) sweepAfter(reconcile);
  }, HOUR_MS).unref();

  return {
    async stop() {
      stopped.abort();
      clearInterval(timer);
      await work;
    },
  };
}
