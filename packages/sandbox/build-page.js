/**
 * Builds the page unless the last build is newer than all it is made from, so that `npm start` stays quick. As far as
 * that question an old Node.js can follow, too: it is `npm start` that tells its user of it.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const BUILT = join(HERE, 'dist/page/index.html');
const SOURCES = ['page', 'src/protocol.ts', 'vite.config.ts', 'package.json', '../../package-lock.json'];

/** When a file, or the newest below a folder, last changed, in milliseconds; `undefined` if there is none. */
function changedAt(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs;
  // A folder counts as well: its time tells of files that were removed.
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name)) ?? 0));
}

const builtAt = changedAt(BUILT);
const newest = Math.max(...SOURCES.map((source) => changedAt(join(HERE, source)) ?? 0));
if (builtAt === undefined || builtAt < newest) {
  const { build } = await import('vite');
  await build({ configFile: join(HERE, 'vite.config.ts'), logLevel: 'warn' });
}
