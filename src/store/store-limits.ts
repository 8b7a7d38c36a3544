import { UserError } from '../domain/errors.js';
import { formatBytes } from '../domain/format.js';
import type { Limits } from '../domain/limits.js';
import { countOf, type Catalogue } from './catalogue.js';

export type StoreLimits = Pick<Limits, 'maxGuildClips' | 'maxGuildBytes'>;

/** @throws UserError `GUILD_CLIPS_FULL`, `GUILD_BYTES_FULL` if a server has no room for one more clip of so many bytes. */
export async function refuseOverLimit(
  catalogue: Catalogue,
  { maxGuildClips, maxGuildBytes }: StoreLimits,
  bytes: number,
): Promise<void> {
  const head = await catalogue.head();
  if (countOf(head) >= maxGuildClips) {
    throw new UserError('GUILD_CLIPS_FULL', { limit: String(maxGuildClips) });
  }
  if (head.bytes + bytes > maxGuildBytes) {
    throw new UserError('GUILD_BYTES_FULL', { limit: formatBytes(maxGuildBytes) });
  }
}
