import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerJournal, PendingAnswer } from '../discord/pending-answers.js';

/** Keeps the name that earlier releases gave it: what one of them left pending is still found, and its token removed. */
const FOLDER = 'owed-answers';
const ENTRY = /^\d+\.json$/;

/**
 * The journal of a bot that is one process: a small file per answer. What is there at the start was left by a process
 * that was killed.
 *
 * @param onFault - Told of an answer that could not be resolved; the next start tries again.
 */
export async function openFileJournal(
  dataDir: string,
  onFault: (error: unknown) => void,
): Promise<AnswerJournal> {
  const folder = join(dataDir, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const left = (await readdir(folder)).filter((name) => ENTRY.test(name)).map((name) => join(folder, name));
  const pathOf = ({ interactionId }: PendingAnswer) => join(folder, `${interactionId}.json`);
  let work = Promise.resolve();
  let isOpen = true;

  return {
    // An entry is not synced: it has to outlast the process, not the machine.
    add: (answer) => writeFile(pathOf(answer), JSON.stringify(answer), { mode: 0o600 }),
    remove: (answer) => rm(pathOf(answer), { force: true }),
    recover(resolve) {
      work = (async () => {
        for (const path of left) {
          if (!isOpen) return;
          try {
            const answer = await readEntry(path);
            if (answer && answer.expiresAt > Date.now()) await resolve(answer);
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

/** @returns `undefined` where the process died while it wrote. */
async function readEntry(path: string): Promise<PendingAnswer | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text) as PendingAnswer;
  } catch {
    return undefined;
  }
}
