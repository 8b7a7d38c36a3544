const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'the index is locked by another program: close that, then start again',
  SQLITE_NOTADB: 'the index is no SQLite file: bring it back from a backup; no clip was touched',
  SQLITE_CORRUPT: 'the index is damaged: bring it back from a backup; no clip was touched',
  SQLITE_CANTOPEN: 'the index cannot be opened: check INDEX_URL, and who may read and write that file',
};

/**
 * Says why an index cannot be used and what to do, with the error of SQLite, or of a row that is no JSON, as the cause;
 * other errors pass as they are.
 */
export function indexFault(cause: unknown): unknown {
  if (cause instanceof SyntaxError) return new Error(ADVICE.SQLITE_CORRUPT, { cause });
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const advice = ADVICE[code];
  return advice === undefined ? cause : new Error(advice, { cause });
}
