/**
 * The index as the store sees it: a table of JSON values under explicit keys, whichever engine keeps it.
 *
 * Never cleared as a whole, and failing loudly: a read that fails must not look like a missing key.
 */
export interface IndexTable {
  get<T>(key: string): Promise<T | undefined>;
  getMany<T>(keys: readonly string[]): Promise<(T | undefined)[]>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Every row. Rows must not be written while it runs. */
  entries(): AsyncGenerator<[key: string, value: unknown]>;
  close(): Promise<void>;
}
