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
  open(url: string): Promise<IndexConnection>;
  /**
   * Copies the live rows as they are at one moment to a new file of SQLite, while a bot may go on writing. Absent where
   * an engine has backups of its own.
   *
   * @param toPath - Must not exist yet.
   */
  readonly snapshot?: (url: string, toPath: string) => Promise<void>;
}

/** An open index behind Keyv, and what Keyv has no word for. */
export interface IndexConnection {
  keyv: Keyv;
  keysWith: (prefix: string) => Promise<string[]>;
  /** See `IndexTable.exclusive`. Absent where no other process can use the index. */
  exclusive?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

/** Rows that one step of an iteration reads; the adapters' own default is 10. */
export const ITERATION_ROWS = 1000;

/** How long a process may wait for another to end its work on a server, in milliseconds. */
export const LOCK_WAIT_MS = 30_000;

/**
 * Options of each engine but Redis: one Keyv without a namespace, since two on one SQLite adapter clear each other, and one
 * hides rows from iteration. Without `throwOnErrors` a read that fails looks like a missing key.
 */
export const KEYV_OPTIONS = {
  throwOnErrors: true,
  namespace: '',
  useKeyPrefix: false,
} satisfies KeyvOptions;
