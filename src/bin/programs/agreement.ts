import { loadConfig } from '../../process/config.js';
import { openSoundSource } from '../../store/sound-source.js';
import { agreementOf, LEAST_PEOPLE } from '../../usecases/agreement.js';
import { agreementTable } from '../../views/agreement-table.js';

/** `npm run agreement`: how often uploaders agree with the bot, by emotion and certainty; names nobody. */
export async function main(): Promise<boolean> {
  const source = await openSoundSource(loadConfig());
  try {
    const { groups, isPartial } = await agreementOf(source.all());
    const lines = [
      ...(groups.length > 0 ? [agreementTable(groups)] : []),
      ...(isPartial ? [`Groups of fewer than ${LEAST_PEOPLE} people are left out.`] : []),
      ...(groups.length === 0 && !isPartial ? ['Nobody has said yet what they hear.'] : []),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return true;
  } finally {
    await source.close();
  }
}
