import type { Keyv, KeyvOptions } from 'keyv';

/** An engine behind Keyv, and what Keyv has no word for. */
export interface IndexEngine {
  keyv: Keyv;
  keysWith: (prefix: string) => Promise<string[]>;
  /** Of an engine that several processes may use; see `IndexTable.exclusive`. */
  exclusive?: <T>(name: string, work: () => Promise<T>) => Promise<T>;
}

/** Rows that one step of an iteration reads; the adapters' own default is 10. */
export const ITERATION_ROWS = 1000;

/** How long a process may wait for another to end its work on a server, in milliseconds. */
export const LOCK_WAIT_MS = 30_000;

/**
 * For each engine but Redis: one Keyv without a namespace, since two on one SQLite adapter clear each other, and one
 * hides rows from iteration. Without `throwOnErrors` a read that fails looks like a missing key.
 */
export const KEYV_OPTIONS = {
  throwOnErrors: true,
  namespace: '',
  useKeyPrefix: false,
} satisfies KeyvOptions;
