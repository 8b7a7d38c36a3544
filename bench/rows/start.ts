import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/process/package-root.js';
import { startBotProcess } from '../bot.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';

/** Time from the start of the process to ready, against a process that imports discord.js and no more. */
export async function startRows(setting: Setting): Promise<BenchLine[]> {
  const run = promisify(execFile);
  const { bot, discordJs } = await measureInTurns(
    {
      async bot() {
        const started = await startBotProcess(setting.discord, await setting.folder());
        await started.stop();
        return started.startMs;
      },
      discordJs: () =>
        run(process.execPath, ['--input-type=module', '-e', 'import "discord.js"'], { cwd: packageRoot() }),
    },
    { warmUp: 2, runs: 11 },
  );
  return [
    {
      what: 'process start to ready, against a process that only imports discord.js',
      value: bot.median / discordJs.median,
      unit: '×',
      target: { most: 1.8 },
      detail: `${inWords(bot)} against ${inWords(discordJs)}`,
    },
  ];
}
