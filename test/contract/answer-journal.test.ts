import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFileJournal } from '../../src/cluster/file-journal.js';
import { openRedisJournal } from '../../src/cluster/redis-journal.js';
import type { AnswerJournal, PendingAnswer } from '../../src/discord/pending-answers.js';
import { lineTo } from '../helpers/cut-line.js';
import { redisClient, redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';

/** A bot's processes one after the other or side by side: `kill` leaves what is pending behind. */
interface Processes {
  start: (onFault?: (error: unknown) => void) => Promise<{ journal: AnswerJournal; kill(): void }>;
}

const fileProcesses = async (): Promise<Processes> => {
  const dataDir = await tempDir();
  return {
    start: async (onFault = () => undefined) => ({
      journal: await openFileJournal(dataDir, onFault),
      kill: () => undefined,
    }),
  };
};

const HEARTBEAT = { intervalMs: 30, ttlMs: 90 };

const redisProcesses = async (): Promise<Processes> => {
  const { url } = await startTestRedis();
  return {
    start: async (onFault = () => undefined) => {
      const redis = redisClient(url);
      const journal = await openRedisJournal(redis, { scope: 'test', onFault, heartbeat: HEARTBEAT });
      return {
        journal,
        kill: () => {
          redis.disconnect();
        },
      };
    },
  };
};

let lastId = 1000;
const pendingAnswer = (overrides: Partial<PendingAnswer> = {}): PendingAnswer => ({
  interactionId: String((lastId += 1)),
  applicationId: '1',
  token: 'secret',
  expiresAt: Date.now() + 60_000,
  ...overrides,
});

/** Recovers; what is resolved is listed. */
const recover = (journal: AnswerJournal): PendingAnswer[] => {
  const resolved: PendingAnswer[] = [];
  journal.recover((pending) => {
    resolved.push(pending);
    return Promise.resolve();
  });
  return resolved;
};

describe.each([
  { name: 'files', isThere: true, title: '', processes: fileProcesses },
  { name: 'Redis', isThere: redisServer !== undefined, title: redisTitle, processes: redisProcesses },
])('a journal in $name$title', ({ isThere, processes }) => {
  const itThere = it.skipIf(!isThere);

  itThere('hands over what a dead process left pending, and not what it had answered', async () => {
    const { start } = await processes();
    const first = await start();
    const [open, click, answered] = [pendingAnswer(), pendingAnswer({ editedAt: null }), pendingAnswer()];
    for (const pending of [open, click, answered]) await first.journal.add(pending);
    await first.journal.remove(answered);
    first.kill();
    const resolved = recover((await start()).journal);
    await expect.poll(() => resolved.length).toBe(2);
    expect(resolved).toEqual(expect.arrayContaining([open, click]));
  });

  itThere('hands each over once', async () => {
    const { start } = await processes();
    const first = await start();
    await first.journal.add(pendingAnswer());
    first.kill();
    const second = await start();
    const resolved = recover(second.journal);
    await expect.poll(() => resolved.length).toBe(1);
    await second.journal.close();
    const third = await start();
    const again = recover(third.journal);
    await third.journal.add(pendingAnswer());
    await third.journal.close();
    expect(again).toEqual([]);
  });

  itThere('forgets tokens that no longer count', async () => {
    const { start } = await processes();
    const first = await start();
    const live = pendingAnswer();
    await first.journal.add(pendingAnswer({ expiresAt: Date.now() - 1 }));
    await first.journal.add(live);
    first.kill();
    const resolved = recover((await start()).journal);
    await expect.poll(() => resolved).toEqual([live]);
  });

  itThere('keeps what could not be resolved for the next process', async () => {
    const { start } = await processes();
    const first = await start();
    const pending = pendingAnswer();
    await first.journal.add(pending);
    first.kill();
    const faults: unknown[] = [];
    const second = await start((error) => faults.push(error));
    second.journal.recover(() => Promise.reject(new Error('Discord is down')));
    await expect.poll(() => faults.length).toBeGreaterThan(0);
    await second.journal.close();
    const resolved = recover((await start()).journal);
    await expect.poll(() => resolved).toEqual([pending]);
  });
});

describe('a journal in files', () => {
  it('is for the user of the bot alone, and survives a write that was cut short', async () => {
    const dataDir = await tempDir();
    const journal = await openFileJournal(dataDir, () => undefined);
    await journal.add(pendingAnswer());
    const folder = join(dataDir, 'owed-answers');
    const [name] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
    await writeFile(join(folder, '77.json'), '{"interactionId":"7');
    const resolved: PendingAnswer[] = [];
    const next = await openFileJournal(dataDir, () => undefined);
    next.recover((pending) => Promise.resolve(void resolved.push(pending)));
    await expect.poll(() => readdir(folder)).toEqual([]);
    expect(resolved).toHaveLength(1);
  });
});

describe.skipIf(redisServer === undefined)(`a journal in Redis${redisTitle}`, () => {
  it('is left to a process as long as that lives, and shared out among the others after', async () => {
    const { start } = await redisProcesses();
    const first = await start();
    const resolved: PendingAnswer[] = [];
    for (const { journal } of [await start(), await start(), await start()]) {
      journal.recover((pending) => Promise.resolve(void resolved.push(pending)));
    }
    const pending = Array.from({ length: 20 }, () => pendingAnswer());
    for (const each of pending) await first.journal.add(each);
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT.ttlMs));
    expect(resolved).toEqual([]);
    first.kill();
    await expect.poll(() => resolved.length).toBe(pending.length);
    await new Promise((resolve) => setTimeout(resolve, 3 * HEARTBEAT.ttlMs));
    expect(resolved.map(({ interactionId }) => interactionId).sort()).toEqual(
      pending.map(({ interactionId }) => interactionId).sort(),
    );
  });

  it('resolves what Redis has moved to it, be that its word of it got lost, and tries again what fails', async () => {
    const { url } = await startTestRedis();
    const redis = redisClient(url);
    const options = { scope: 'test', onFault: () => undefined, heartbeat: HEARTBEAT };
    const journal = await openRedisJournal(redis, options);
    const [mine, moved] = [pendingAnswer(), pendingAnswer()];
    await journal.add(mine);
    const [own] = await redis.keys('test:owed:*');
    await redis.zadd(own!, moved.expiresAt, JSON.stringify(moved));
    const tried: PendingAnswer[] = [];
    journal.recover((pending) => {
      tried.push(pending);
      return tried.length === 1 ? Promise.reject(new Error('Discord is down')) : Promise.resolve();
    });
    await expect.poll(() => redis.zrange(own!, '0', '-1')).toEqual([JSON.stringify(mine)]);
    expect(tried).toEqual([moved, moved]);
  });

  it('makes up for what was noted while Redis was away', async () => {
    const { url } = await startTestRedis();
    const line = await lineTo(Number(new URL(url).port));
    const redis = new Redis(`redis://127.0.0.1:${line.port}`, {
      commandTimeout: 100,
      retryStrategy: () => 50,
    });
    redis.on('error', () => undefined);
    onTestFinished(() => {
      redis.disconnect();
    });
    const options = { scope: 'test', onFault: () => undefined, heartbeat: HEARTBEAT };
    const first = await openRedisJournal(redis, options);
    const [answered, pending] = [pendingAnswer(), pendingAnswer()];
    await first.add(answered);
    line.cut();
    await expect(first.remove(answered)).rejects.toThrow();
    await expect(first.add(pending)).rejects.toThrow();
    await line.mend();
    const other = redisClient(url);
    const noted = async () =>
      Promise.all((await other.keys('test:owed:*')).map((key) => other.zrange(key, '0', '-1')));
    await expect.poll(noted).toEqual([[JSON.stringify(pending)]]);
    redis.disconnect();
    const resolved = recover(await openRedisJournal(other, options));
    await expect.poll(() => resolved).toEqual([pending]);
  });

  it('goes by one clock, be that of a process wrong by hours', async () => {
    const { start } = await redisProcesses();
    const pending = pendingAnswer();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_200_000 });
    onTestFinished(() => void vi.useRealTimers());
    const first = await start();
    await first.journal.add(pending);
    await sleep(3 * HEARTBEAT.intervalMs);
    first.kill();
    const resolved = recover((await start()).journal);
    await expect.poll(() => resolved).toEqual([pending]);
  });

  it('keeps no token longer than Discord takes it', async () => {
    const { url } = await startTestRedis();
    const redis = redisClient(url);
    const journal = await openRedisJournal(redis, {
      scope: 'test',
      onFault: () => undefined,
      heartbeat: HEARTBEAT,
    });
    await journal.add(pendingAnswer({ expiresAt: Date.now() + 50 }));
    const [key] = await redis.keys('test:owed:*');
    expect(await redis.pttl(key!)).toBeGreaterThan(0);
    await expect.poll(() => redis.exists(key!)).toBe(0);
  });
});

describe.skipIf(redisServer === undefined)(
  `a Redis that hears late of a process that died${redisTitle}`,
  () => {
    it('finds the answer that it had promised', async () => {
      const { url } = await startTestRedis();
      const open = () =>
        openRedisJournal(redisClient(url), { scope: 'test', onFault: () => undefined, heartbeat: HEARTBEAT });
      const [dead, living] = [await open(), await open()];
      const resolved = recover(living);
      await dead.close();
      await expect.poll(() => redisClient(url).scard('test:gateways')).toBe(1);
      const pending = pendingAnswer();
      await dead.add(pending);
      await expect.poll(() => resolved).toEqual([pending]);
    });
  },
);
