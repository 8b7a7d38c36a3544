/**
 * The index as the store sees it: a table of JSON values under explicit keys, whichever engine keeps it.
 *
 * Never cleared as a whole, and failing loudly: a read that fails must not look like a missing key.
 */
export interface IndexTable {
  /** Whether other processes may use it at the same time. */
  readonly isShared: boolean;
  get<T>(key: string): Promise<T | undefined>;
  getMany<T>(keys: readonly string[]): Promise<(T | undefined)[]>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Every row. What is written meanwhile may or may not be among them. */
  entries(): AsyncGenerator<[key: string, value: unknown]>;
  /** The keys that begin so, in no order; one may come twice. Few of them are in memory at a time. */
  keys(prefix: string): AsyncGenerator<string>;
  /** The same, each once and all in memory. */
  keysWith(prefix: string): Promise<string[]>;
  /**
   * Does some work while no other process does any under the same name. What it writes to this index fails once the
   * lock is lost, so that nobody's later work is overwritten. Not to be called again from within.
   *
   * @param signal - Ends the wait for it; work that has begun goes on.
   * @throws UserError `STORAGE_FAILED` if another process holds it for too long.
   */
  exclusive<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}
