import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { createDisposer } from '../../process/disposer.js';
import { loadConfig, readConfig } from '../../process/config.js';
import { formatBytes } from '../../domain/format.js';
import { openClips } from '../../store/clips/open-clips.js';
import { lockData } from '../../store/data-lock.js';
import { openIndex } from '../../store/index/open-index.js';
import { migrate, type MigrateReport } from '../../store/migrate.js';
import { emptyFolder, tempFileIn } from '../../store/temp-files.js';

const USAGE =
  'Usage: npm run migrate -- [--from INDEX_URL] [--from-clips CLIPS_URL] [--to INDEX_URL] [--to-clips CLIPS_URL]\n' +
  'What is not said is as the configuration has it, and stays there.';

/** `npm run migrate`: copies index, clips or both from one place to another, such as to PostgreSQL and S3. */
export async function main(): Promise<boolean> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { from: text, 'from-clips': text, to: text, 'to-clips': text } });
  if (values.to === undefined && values['to-clips'] === undefined) throw new Error(USAGE);
  const present = loadConfig();
  const { dataDir, callerDir } = present;
  const place = (indexUrl: string, clipsUrl: string) =>
    readConfig({ DATA_DIR: dataDir, INDEX_URL: indexUrl, CLIPS_URL: clipsUrl }, callerDir);
  const from = place(values.from ?? present.indexUrl, values['from-clips'] ?? present.clipsUrl);
  const to = place(values.to ?? from.indexUrl, values['to-clips'] ?? from.clipsUrl);

  const disposer = createDisposer();
  try {
    // A bot that is running would write to what is being copied.
    const lock = await lockData(dataDir);
    disposer.add(() => lock.release());
    const folder = join(dataDir, 'moving');
    await emptyFolder(folder);
    const source = {
      index: await openIndex(from.indexUrl),
      clips: await openClips(from.clipsUrl),
      clipsUrl: from.clipsUrl,
    };
    disposer.add(() => source.index.close());
    const target = {
      index: to.indexUrl === from.indexUrl ? source.index : await openIndex(to.indexUrl),
      clips: to.clipsUrl === from.clipsUrl ? source.clips : await openClips(to.clipsUrl),
      clipsUrl: to.clipsUrl,
    };
    if (target.index !== source.index) disposer.add(() => target.index.close());

    const bar = new SingleBar({
      format: '{bar} {value}/{total} clips, {eta_formatted} left',
      clearOnComplete: true,
      noTTYOutput: true,
    });
    const onProgress = (done: number, total: number) => {
      if (done === 0) bar.start(total, 0);
      else bar.update(done);
    };
    disposer.add(() => {
      bar.stop();
      return Promise.resolve();
    });
    const report = await migrate(source, target, { newTempFile: () => tempFileIn(folder), onProgress });
    await disposer.dispose();
    process.stdout.write(`${linesOf(report).join('\n')}\n`);
    return report.missing.length + report.damaged.length === 0;
  } finally {
    await disposer.dispose();
  }
}

function linesOf({ clips, bytes, alreadyThere, missing, damaged }: MigrateReport): string[] {
  return [
    `${clips} clips, ${formatBytes(bytes)}, are at the new place and as they were uploaded; nothing was removed from the old one.`,
    ...(alreadyThere > 0 ? [`${alreadyThere} of them were there from an earlier, broken off move.`] : []),
    ...missing.map((path) => `missing, left behind: ${path}`),
    ...damaged.map((path) => `damaged, left behind: ${path}`),
    'Set INDEX_URL and CLIPS_URL to it, and start the bot.',
  ];
}
