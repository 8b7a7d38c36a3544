import { asStorage } from '../../domain/storage-error.js';
import { INDEX_ENGINES, INDEX_URL_RULE, indexEngineOf, listed } from './engines.js';
import type { IndexEngine, OpenOptions } from './index-engine.js';
import type { IndexTable } from './index-table.js';
import { keyvTable } from './keyv-table.js';

const UNREACHABLE = 'the index cannot be read: check INDEX_URL, and that its engine is running';

/**
 * Opens the index.
 *
 * @param url - The address of an engine in {@link INDEX_ENGINES}; the index is made if it is not there.
 * @throws UserError `STORAGE_FAILED` if it cannot be opened and read, or no engine has such an address; the cause says
 *   what to do.
 */
export async function openIndex(
  url: string,
  { isInUse = false }: Partial<OpenOptions> = {},
): Promise<IndexTable> {
  return asStorage(async () => {
    const engine = engineOf(url);
    const connection = await engine.open(url, { isInUse });
    const { keyv } = connection;
    // Keyv rethrows what it emits; without a listener Node would end the process instead.
    keyv.on('error', () => undefined);
    try {
      await keyv.get('overtone:opened');
    } catch (error) {
      await keyv.disconnect().catch(() => undefined);
      throw engine.isShared ? new Error(UNREACHABLE, { cause: error }) : error;
    }
    return keyvTable(connection, engine);
  });
}

/**
 * Copies the index to a new file of SQLite while a bot goes on writing to it. What is written meanwhile may or may not
 * be in the copy.
 *
 * @param toPath - Must not exist yet.
 * @throws UserError `STORAGE_FAILED`, `STORAGE_FULL`; the cause says if that engine has backups of its own.
 */
export function snapshotIndex(url: string, toPath: string): Promise<void> {
  return asStorage(async () => {
    const { snapshot } = engineOf(url);
    if (!snapshot) throw new TypeError(NO_SNAPSHOT);
    await snapshot(url, toPath);
  });
}

const namesOf = (engines: readonly IndexEngine[]) =>
  listed(
    engines.map(({ name }) => name),
    'and',
  );
const NO_SNAPSHOT =
  `only an index in ${namesOf(INDEX_ENGINES.filter(({ snapshot }) => snapshot))} can be copied or verified: ` +
  `${namesOf(INDEX_ENGINES.filter(({ isShared }) => isShared))} have backups of their own`;

function engineOf(url: string): IndexEngine {
  const engine = indexEngineOf(url);
  if (!engine) throw new TypeError(`INDEX_URL ${INDEX_URL_RULE}`);
  return engine;
}
