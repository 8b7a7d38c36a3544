import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../process/config.js';
import { formatBytes } from '../../domain/format.js';
import { dropMissing } from '../../store/drop-missing.js';
import { isSound, verifyStore } from '../../store/verify.js';

/**
 * `npm run verify -- [FOLDER]`: checks every row and every byte of DATA_DIR, or of a backup; changes nothing. With
 * `--drop-missing` it lets go of all clips whose bytes are gone, also where these are too many for a bot to do so.
 */
export async function main(): Promise<boolean> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { 'drop-missing': { type: 'boolean', default: false } },
  });
  const [folder] = positionals;
  const config = loadConfig();
  const dataDir = folder === undefined ? config.dataDir : resolve(config.callerDir, folder);
  const indexUrl = folder === undefined ? config.indexUrl : `sqlite://${join(dataDir, 'index.sqlite')}`;
  const location = { dataDir, indexUrl, ...(folder === undefined && { clipsUrl: config.clipsUrl }) };
  if (values['drop-missing']) {
    const { clips, rowsWithoutFile } = await dropMissing(location);
    process.stdout.write(`${rowsWithoutFile} clips without bytes were dropped; ${clips} are left.\n`);
    return true;
  }
  const report = await verifyStore(location);
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
