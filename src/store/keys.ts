/** The index' keys. Parts are ids, which hold no colon. */

/** Holds the id that index and files of one store share, under the name it was first given. */
export const STORE_ID_KEY = 'store:mark';
/** The id of a store that is being moved to this place, until it is all there. */
export const MOVING_KEY = 'store:moving';
/** When processes that share the index last began to sweep, in milliseconds since the Unix epoch. */
export const SWEPT_KEY = 'store:swept';

export const CLIP_ROWS = 'clip:';
export const clipKey = (guildId: string, clipId: string) => `clip:${guildId}:${clipId}`;
/** What the keys of a server's rows begin with. */
export const clipKeysOf = (guildId: string) => clipKey(guildId, '');
export const isClipKey = (key: string) => key.startsWith(CLIP_ROWS);

export const CATALOGUES = 'catalogue:';
export const catalogueKey = (guildId: string) => `catalogue:${guildId}`;
export const cataloguePageKey = (guildId: string, page: number) => `catalogue:${guildId}:${page}`;

export const TOMBSTONES = 'tombstones:';
/** Holds what is left of a server's clips whose bytes are still to be removed. */
export const tombstonesKey = (guildId: string) => `${TOMBSTONES}${guildId}`;

export const LEFT = 'left:';
/** Since when the bot is no longer in a server. */
export const leftKey = (guildId: string) => `left:${guildId}`;

/** The server that a key is about; not for keys of the store as a whole. */
export const guildOf = (key: string) => key.split(':')[1] ?? '';

/** The clip that a {@link clipKey} is about. */
export const clipIdOf = (key: string) => key.split(':')[2] ?? '';

/** The server whose catalogue a key belongs to, or `undefined` for other keys. */
export const catalogueGuild = (key: string) => (key.startsWith(CATALOGUES) ? guildOf(key) : undefined);
