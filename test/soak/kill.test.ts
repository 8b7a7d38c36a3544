import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openClipStore } from '../../src/store/clip-store.js';
import { verifyStore } from '../../src/store/verify.js';
import { LIMITS } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { report, runs } from '../helpers/soak.js';
import { tempDir } from '../helpers/temp-dir.js';

const TIMES = runs({ short: 10, long: 200 });
const LONGEST_MS = 600;
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const busyStore = fileURLToPath(new URL('./busy-store.ts', import.meta.url));

/** What members were told. */
class Told {
  readonly there = new Map<string, { guildId: string; sha256: string }>();
  readonly gone = new Map<string, string>();

  hear(line: string): void {
    const [what, guildId = '', id = '', sha256 = ''] = line.split(' ');
    if (what === 'added') this.there.set(id, { guildId, sha256 });
    // The clip may be there or not from here on, until it is said to be removed.
    if (what === 'removing') this.there.delete(id);
    if (what === 'removed') this.gone.set(id, guildId);
  }
}

/** Lets a process work on the store, and kills it at a moment that it cannot foresee. */
async function workAndKill(dataDir: string, seed: number, told: Told): Promise<void> {
  const child = spawn(process.execPath, ['--import', tsx, busyStore, dataDir, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line === 'ready') resolve();
      else told.hear(line);
    });
  });
  const closed = once(lines, 'close');
  await Promise.race([ready, once(child, 'exit')]);
  await sleep((seed * 7919) % LONGEST_MS);
  child.kill('SIGKILL');
  await closed;
  expect(child.signalCode ?? 'SIGKILL').toBe('SIGKILL');
}

describe('a process that is killed while clips come and go', () => {
  it('loses nothing that was confirmed, and leaves nothing half done', { timeout: 3_600_000 }, async () => {
    const dataDir = await tempDir();
    const told = new Told();
    let mended = 0;
    for (let seed = 1; seed <= TIMES; seed += 1) {
      await workAndKill(dataDir, seed, told);
      const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
      const swept = (await store.swept)!;
      mended += swept.filesWithoutRow + swept.rowsWithoutFile + swept.catalogues;
      expect(swept.rowsWithoutFile).toBe(0);
      for (const [id, { guildId, sha256 }] of told.there) {
        expect(await store.get(guildId, id), `${id} was confirmed`).toMatchObject({ sha256 });
      }
      for (const [id, guildId] of told.gone) expect(await store.get(guildId, id)).toBeUndefined();
      await store.close();
      const { clips, bytes, ...faults } = await verifyStore({ dataDir, indexUrl: sqliteIn(dataDir) });
      expect(faults).toEqual({ missing: [], damaged: [], strays: [], mislisted: [] });
      expect(clips).toBeGreaterThanOrEqual(told.there.size);
      expect(bytes).toBeGreaterThanOrEqual(0);
    }
    expect(told.there.size).toBeGreaterThan(0);
    expect(told.gone.size).toBeGreaterThan(0);
    report(
      `killed ${TIMES} times: ${told.there.size} clips kept, ${told.gone.size} removed, ${mended} traces put right`,
    );
  });
});
