import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../process/config.js';
import { formatBytes } from '../../domain/format.js';
import { isSound, verifyStore } from '../../store/verify.js';

/** `npm run verify -- [FOLDER]`: checks every row and every byte of DATA_DIR, or of a backup; changes nothing. */
export async function main(): Promise<boolean> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder] = positionals;
  const config = loadConfig();
  const dataDir = folder === undefined ? config.dataDir : resolve(config.callerDir, folder);
  const indexUrl = folder === undefined ? config.indexUrl : `sqlite://${join(dataDir, 'index.sqlite')}`;
  const report = await verifyStore({
    dataDir,
    indexUrl,
    ...(folder === undefined && { clipsUrl: config.clipsUrl }),
  });
  const lines = [
    ...report.missing.map((path) => `missing: ${path}`),
    ...report.damaged.map((path) => `damaged: ${path}`),
    ...report.strays.map((path) => `named by no row: ${path}`),
    ...report.mislisted.map((guildId) => `list differs from rows: server ${guildId}`),
    `${report.clips} clips, ${formatBytes(report.bytes)}: ${isSound(report) ? 'all sound' : 'not all sound'}.`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return isSound(report);
}
