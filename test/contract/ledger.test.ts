import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileLedger } from '../../src/cluster/file-ledger.js';
import { openRedisLedger } from '../../src/cluster/redis-ledger.js';
import type { Ledger, OwedAnswer } from '../../src/discord/ledger.js';
import { redisClient, redisServer, redisTitle, startRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';

/** A bot's processes one after the other or side by side: `kill` leaves what it owes behind. */
interface Processes {
  start: (onFault?: (error: unknown) => void) => Promise<{ ledger: Ledger; kill(): void }>;
}

const fileProcesses = async (): Promise<Processes> => {
  const dataDir = await tempDir();
  return {
    start: async (onFault = () => undefined) => ({
      ledger: await openFileLedger(dataDir, onFault),
      kill: () => undefined,
    }),
  };
};

const PULSE = { beatMs: 30, lapseMs: 90 };

const redisProcesses = async (): Promise<Processes> => {
  const { url } = await startRedis();
  return {
    start: async (onFault = () => undefined) => {
      const redis = redisClient(url);
      const ledger = await openRedisLedger(redis, { scope: 'test', onFault, pulse: PULSE });
      return {
        ledger,
        kill: () => {
          redis.disconnect();
        },
      };
    },
  };
};

let lastId = 1000;
const owedAnswer = (overrides: Partial<OwedAnswer> = {}): OwedAnswer => ({
  interactionId: String((lastId += 1)),
  applicationId: '1',
  token: 'secret',
  expiresAt: Date.now() + 60_000,
  ...overrides,
});

describe.each([
  { name: 'files', isThere: true, title: '', processes: fileProcesses },
  { name: 'Redis', isThere: redisServer !== undefined, title: redisTitle, processes: redisProcesses },
])('a ledger in $name$title', ({ isThere, processes }) => {
  const test = it.skipIf(!isThere);

  /** Takes over; what is settled is listed. */
  const takeOver = (ledger: Ledger): OwedAnswer[] => {
    const settled: OwedAnswer[] = [];
    ledger.takeOver((owed) => {
      settled.push(owed);
      return Promise.resolve();
    });
    return settled;
  };

  test('hands over what a dead process owed, and not what it had answered', async () => {
    const { start } = await processes();
    const first = await start();
    const [open, click, answered] = [owedAnswer(), owedAnswer({ editedAt: null }), owedAnswer()];
    for (const owed of [open, click, answered]) await first.ledger.enter(owed);
    await first.ledger.strike(answered);
    first.kill();
    const settled = takeOver((await start()).ledger);
    await expect.poll(() => settled.length).toBe(2);
    expect(settled).toEqual(expect.arrayContaining([open, click]));
  });

  test('hands each over once', async () => {
    const { start } = await processes();
    const first = await start();
    await first.ledger.enter(owedAnswer());
    first.kill();
    const second = await start();
    const settled = takeOver(second.ledger);
    await expect.poll(() => settled.length).toBe(1);
    await second.ledger.close();
    const third = await start();
    const again = takeOver(third.ledger);
    await third.ledger.enter(owedAnswer());
    await third.ledger.close();
    expect(again).toEqual([]);
  });

  test('forgets tokens that no longer count', async () => {
    const { start } = await processes();
    const first = await start();
    const live = owedAnswer();
    await first.ledger.enter(owedAnswer({ expiresAt: Date.now() - 1 }));
    await first.ledger.enter(live);
    first.kill();
    const settled = takeOver((await start()).ledger);
    await expect.poll(() => settled).toEqual([live]);
  });

  test('keeps what could not be settled for the next process', async () => {
    const { start } = await processes();
    const first = await start();
    const owed = owedAnswer();
    await first.ledger.enter(owed);
    first.kill();
    const faults: unknown[] = [];
    const second = await start((error) => faults.push(error));
    second.ledger.takeOver(() => Promise.reject(new Error('Discord is down')));
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    await second.ledger.close();
    const settled = takeOver((await start()).ledger);
    await expect.poll(() => settled).toEqual([owed]);
  });
});

describe('a ledger in files', () => {
  it('is for the user of the bot alone, and survives a write that was cut short', async () => {
    const dataDir = await tempDir();
    const ledger = await openFileLedger(dataDir, () => undefined);
    await ledger.enter(owedAnswer());
    const folder = join(dataDir, 'owed-answers');
    const [name] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, '77.json'), '{"interactionId":"7');
    const settled: OwedAnswer[] = [];
    const next = await openFileLedger(dataDir, () => undefined);
    next.takeOver((owed) => Promise.resolve(void settled.push(owed)));
    await expect.poll(() => readdir(folder)).toEqual([]);
    expect(settled).toHaveLength(1);
  });
});

describe.skipIf(redisServer === undefined)(`a ledger in Redis${redisTitle}`, () => {
  it('is left to a process as long as that lives, and shared out among the others after', async () => {
    const { start } = await redisProcesses();
    const first = await start();
    const settled: OwedAnswer[] = [];
    for (const { ledger } of [await start(), await start(), await start()]) {
      ledger.takeOver((owed) => Promise.resolve(void settled.push(owed)));
    }
    const owed = Array.from({ length: 20 }, () => owedAnswer());
    for (const each of owed) await first.ledger.enter(each);
    await new Promise((resolve) => setTimeout(resolve, 3 * PULSE.lapseMs));
    expect(settled).toEqual([]);
    first.kill();
    await expect.poll(() => settled.length).toBe(owed.length);
    await new Promise((resolve) => setTimeout(resolve, 3 * PULSE.lapseMs));
    expect(settled.map(({ interactionId }) => interactionId).sort()).toEqual(
      owed.map(({ interactionId }) => interactionId).sort(),
    );
  });

  it('keeps no token longer than Discord takes it', async () => {
    const { url } = await startRedis();
    const redis = redisClient(url);
    const ledger = await openRedisLedger(redis, { scope: 'test', onFault: () => undefined, pulse: PULSE });
    await ledger.enter(owedAnswer({ expiresAt: Date.now() + 50 }));
    const [key] = await redis.keys('test:owed:*');
    expect(await redis.pttl(key!)).toBeGreaterThan(0);
    await expect.poll(() => redis.exists(key!)).toBe(0);
  });
});
