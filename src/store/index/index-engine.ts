import type { Keyv, KeyvOptions } from 'keyv';

/**
 * What keeps an index. Each describes itself in a file of this folder, which loads nothing until it is opened: whoever
 * reads the list of them reads descriptions alone.
 */
export interface IndexEngine {
  /** Name as its makers spell it. */
  readonly name: string;
  /** What its addresses may begin with, before the colon. */
  readonly schemes: readonly string[];
  /** An address, as people are told it. */
  readonly example: string;
  /** An address that holds wherever it is read, of one that may name a path relative to a folder. Absent: all of them do. */
  readonly seenFrom?: (url: string, folder: string) => string;
  /** Whether several processes can use one index at a time. */
  readonly isShared: boolean;
  /** @param url - Of one of its schemes; the index is made if it is not there. */
  open(url: string, options: OpenOptions): Promise<IndexConnection>;
  /**
   * Copies the live rows to a new file of SQLite while a bot goes on writing, which never waits long for it. What is
   * written meanwhile may or may not be in the copy. Absent where an engine has backups of its own.
   *
   * @param toPath - Must not exist yet.
   */
  readonly snapshot?: (url: string, toPath: string) => Promise<void>;
}

export interface OpenOptions {
  /**
   * Whether another process has the index open already and keeps writing to it. Then it is taken to be sound: to look
   * for damage would keep that process waiting.
   */
  isInUse: boolean;
}

/** An open index behind Keyv, and what Keyv has no word for. */
export interface IndexConnection {
  keyv: Keyv;
  /** The keys that begin so, in no order; one may come twice. Few are held in memory at a time. */
  keys: (prefix: string) => AsyncGenerator<string>;
  /** See `IndexTable.exclusive`. Absent where no other process can use the index. */
  exclusive?: <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
}

/**
 * Rows that are read or removed in one step. A clip of 15 minutes has a row of 130 KB, for its detection, so these are a
 * few megabytes at most, which take a few milliseconds to parse.
 */
export const ROWS_AT_ONCE = 50;

/** Keys that one step of a listing reads. */
export const KEYS_AT_ONCE = 1000;

/** How long a connection to a server may take, in milliseconds. */
export const CONNECT_TIMEOUT_MS = 5000;

/** Keyv writes a colon before a string that begins with one. */
const STRING_WITH_COLON = /[:[,]":/;
const withoutColon = (_key: string, value: unknown) =>
  typeof value === 'string' && value.startsWith(':') ? value.slice(1) : value;

/** Keyv's own reading looks at every value of a row, which takes eight times as long: 3 ms for a clip of 15 minutes. */
const deserialize = ((text: string) =>
  JSON.parse(text, STRING_WITH_COLON.test(text) ? withoutColon : undefined) as unknown) as NonNullable<
  KeyvOptions['deserialize']
>;

/**
 * Options of each engine but Redis: one Keyv without a namespace, since two on one SQLite adapter clear each other, and one
 * hides rows from iteration. Without `throwOnErrors` a read that fails looks like a missing key.
 */
export const KEYV_OPTIONS = {
  throwOnErrors: true,
  namespace: '',
  useKeyPrefix: false,
  deserialize,
} satisfies KeyvOptions;

/** A key that lies behind all that begin so, in the order of their bytes; `undefined` where all keys do. */
export function endOf(prefix: string): string | undefined {
  if (prefix === '') return undefined;
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
