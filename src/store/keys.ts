/** The index' keys. Parts are ids, which hold no colon. */

/** Holds the id that index and files of one store share, under the name it was first given. */
export const STORE_ID_KEY = 'store:mark';
/** The id of a store that is being moved to this place, until it is all there. */
export const MOVING_KEY = 'store:moving';
/** When processes that share the index last began to sweep, in milliseconds since the Unix epoch. */
export const SWEPT_KEY = 'store:swept';

export const CLIP_ROWS = 'clip:';
export const clipKey = (guildId: string, clipId: string) => `clip:${guildId}:${clipId}`;
export const isClipKey = (key: string) => key.startsWith(CLIP_ROWS);

export const CATALOGUES = 'catalogue:';
export const catalogueKey = (guildId: string) => `catalogue:${guildId}`;
export const cataloguePageKey = (guildId: string, page: number) => `catalogue:${guildId}:${page}`;

export const LEFT = 'left:';
/** Since when the bot is no longer in a server. */
export const leftKey = (guildId: string) => `left:${guildId}`;

/** The server that a {@link leftKey} tells of, or `undefined` for other keys. */
export function leftGuild(key: string): string | undefined {
  const [kind, guildId] = key.split(':');
  return kind === 'left' ? guildId : undefined;
}

/** The server whose catalogue a key belongs to, or `undefined` for other keys. */
export function catalogueGuild(key: string): string | undefined {
  const [kind, guildId] = key.split(':');
  return kind === 'catalogue' ? guildId : undefined;
}

/** The server whose catalogue's head a key is, or `undefined` for other keys. */
export function headGuild(key: string): string | undefined {
  const guildId = catalogueGuild(key);
  return guildId !== undefined && key === catalogueKey(guildId) ? guildId : undefined;
}
