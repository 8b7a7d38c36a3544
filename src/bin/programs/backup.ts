import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../process/config.js';
import { formatBytes } from '../../domain/format.js';
import { backUp } from '../../store/backup.js';

/** `npm run backup -- FOLDER`: copies index and clips to a new folder while the bot may go on working. */
export async function main(): Promise<boolean> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new Error('Usage: npm run backup -- FOLDER');
  const config = loadConfig();
  const to = resolve(config.callerDir, folder);
  const { clips, bytes, deletedMeanwhile, damaged, missing } = await backUp(config, to);
  const lines = [
    `${clips} clips, ${formatBytes(bytes)}, are in ${to}. To go back to them, use it as DATA_DIR.`,
    ...(deletedMeanwhile > 0 ? [`${deletedMeanwhile} were deleted meanwhile and are not in it.`] : []),
    ...missing.map((path) => `missing: ${path}`),
    ...damaged.map((path) => `damaged: ${path}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return missing.length + damaged.length === 0;
}
