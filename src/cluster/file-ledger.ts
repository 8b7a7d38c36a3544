import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger, OwedAnswer } from '../discord/ledger.js';

const FOLDER = 'owed-answers';
const ENTRY = /^\d+\.json$/;

/**
 * The ledger of a bot that is one process: a small file per answer. What is there at the start was left by a process
 * that was killed.
 *
 * @param onFault - Told of an entry that could not be settled; the next start tries again.
 */
export async function openFileLedger(dataDir: string, onFault: (error: unknown) => void): Promise<Ledger> {
  const folder = join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const left = (await readdir(folder)).filter((name) => ENTRY.test(name)).map((name) => join(folder, name));
  const pathOf = ({ interactionId }: OwedAnswer) => join(folder, `${interactionId}.json`);
  let work = Promise.resolve();
  let isOpen = true;

  return {
    // Not synced: it has to outlast the process, not the machine.
    enter: (owed) => writeFile(pathOf(owed), JSON.stringify(owed), { mode: 0o600 }),
    strike: (owed) => rm(pathOf(owed), { force: true }),
    takeOver(settle) {
      work = (async () => {
        for (const path of left) {
          if (!isOpen) return;
          try {
            const owed = await readEntry(path);
            if (owed && owed.expiresAt > Date.now()) await settle(owed);
            await rm(path, { force: true });
          } catch (error) {
            onFault(error);
          }
        }
      })();
    },
    async close() {
      isOpen = false;
      await work;
    },
  };
}

/** `undefined` where the process died while it wrote. */
async function readEntry(path: string): Promise<OwedAnswer | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text) as OwedAnswer;
  } catch {
    return undefined;
  }
}
