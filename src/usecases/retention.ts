import type { RetentionDays } from '../domain/limits.js';
import type { ClipStore, Removal } from './ports.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Clips that a sweep removed, by reason: those whose bytes are gone. */
export interface Expired {
  /** Clips that were too old. */
  old: number;
  /** Clips of servers that the bot has left too long ago. */
  left: number;
  /** They are out of sight for either reason, and their bytes could not be removed yet. */
  pending: number;
}

/** Keeps clips no longer than promised. */
export interface Retention {
  /** The bot was removed from a server: the days begin to count. */
  left(guildId: string): Promise<void>;
  /** The bot is in a server, again or still: nothing counts. */
  joined(guildId: string): Promise<void>;
  /** Puts right what was missed while the bot was not running, given every one of our servers that it is in. */
  reconcile(present: ReadonlySet<string>): Promise<void>;
  /**
   * Removes what has been kept long enough.
   *
   * @param options.guildId - In this server alone; else in all of ours.
   */
  sweep(options?: { signal?: AbortSignal; guildId?: string }): Promise<Expired>;
}

/**
 * @param parts.isOurs - Whether a server is this process' to look after. Of other processes' servers it knows nothing:
 *   that it is not in them means nothing.
 * @param parts.now - Milliseconds since the Unix epoch.
 */
export function createRetention(parts: {
  store: ClipStore;
  days: RetentionDays;
  isOurs?: (guildId: string) => boolean;
  now?: () => number;
}): Retention {
  const { store, days, isOurs = () => true, now = Date.now } = parts;

  const left = (guildId: string) => store.setLeft(guildId, now());
  const joined = (guildId: string) => store.setLeft(guildId, undefined);
  const ours = async () => (await store.guilds()).filter(({ guildId }) => isOurs(guildId));

  return {
    left,
    joined,

    async reconcile(present) {
      for (const { guildId, leftAt } of await ours()) {
        if (present.has(guildId) && leftAt !== undefined) await joined(guildId);
        else if (!present.has(guildId) && leftAt === undefined) await left(guildId);
      }
    },

    async sweep({ signal, guildId } = {}) {
      const expired: Expired = { old: 0, left: 0, pending: 0 };
      const count = (reason: 'old' | 'left', { clips, pending }: Removal) => {
        expired[reason] += clips - pending;
        expired.pending += pending;
      };
      const leftBy = now() - days.afterLeaving * DAY_MS;
      const uploadedBefore = days.clip === undefined ? undefined : now() - days.clip * DAY_MS;
      const guilds = guildId === undefined ? await ours() : [await store.guild(guildId)];
      const withOld =
        uploadedBefore === undefined || guildId !== undefined
          ? undefined
          : await store.guildsWithClipsBefore(uploadedBefore);
      for (const guild of guilds) {
        if (signal?.aborted) break;
        if ((guild.leftAt ?? Infinity) <= leftBy) {
          count('left', await store.removeGuild(guild.guildId, { leftBy }));
        } else if (uploadedBefore !== undefined && withOld?.has(guild.guildId) !== false) {
          count('old', await store.removeMany(guild.guildId, { uploadedBefore }));
        }
      }
      return expired;
    },
  };
}
