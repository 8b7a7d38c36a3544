import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import type { Retention } from '../usecases/retention.js';

const HOUR_MS = 60 * 60 * 1000;

/** Runs until it is stopped. */
export interface RetentionWatch {
  /** Waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Tells the retention which servers the bot is in, has joined and has left, and lets it sweep at the start, after
 * each of these, and every hour. discord.js tells a server that is out of order from one that was left.
 */
export function watchRetention(client: Client<true>, retention: Retention, logger: Logger): RetentionWatch {
  const stopped = new AbortController();
  let work = Promise.resolve();

  /** One after the other, and a sweep after each; what fails is logged, and tried again within the hour. */
  const then = (step: () => Promise<void>) => {
    work = work.then(async () => {
      if (stopped.signal.aborted) return;
      try {
        await step();
        const expired = await retention.sweep(stopped.signal);
        if (expired.old + expired.left > 0) logger.info(expired, 'clips were kept long enough and removed');
        if (expired.pending > 0)
          logger.warn(expired, 'clips were kept long enough; their bytes are still there');
      } catch (error) {
        logger.error({ err: error }, 'clips that were kept long enough could not be removed');
      }
    });
  };
  const reconcile = () => retention.reconcile(new Set(client.guilds.cache.keys()));

  client.on(Events.GuildCreate, ({ id }) => {
    then(() => retention.joined(id));
  });
  client.on(Events.GuildDelete, ({ id }) => {
    then(() => retention.left(id));
  });
  then(reconcile);
  const timer = setInterval(() => {
    then(reconcile);
  }, HOUR_MS).unref();

  return {
    async stop() {
      stopped.abort();
      clearInterval(timer);
      await work;
    },
  };
}
