import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Detection } from '../../src/domain/detection.js';
import { UserError } from '../../src/domain/errors.js';
import { clip, detection, GUILD, OTHER_GUILD } from '../helpers/builders.js';
import { until } from '../helpers/file-server.js';
import { redisClient, redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { openGateway, startWorker } from './detector-stage.js';
import { fakeDetector, never, NO_CLIPS, queueIn, quick, soundOf } from './queue-parts.js';

describe.skipIf(redisServer === undefined)(`the queue of detections${redisTitle}`, () => {
  it('refuses what exceeds a server’s share, or all that may wait, until something has ended', async () => {
    const { url } = await startTestRedis();
    const detector = await openGateway({ url, limits: { all: 3, perServer: 2 } });
    const stop = new AbortController();
    const detect = (guildId: string) => detector.detect(soundOf(guildId), { signal: stop.signal });
    const held = [detect(GUILD), detect(GUILD)];
    await expect(detect(GUILD)).rejects.toMatchObject({ code: 'BUSY' });
    held.push(detect(OTHER_GUILD));
    await expect(detect('300')).rejects.toMatchObject({ code: 'BUSY' });

    stop.abort(new UserError('TIMED_OUT'));
    await Promise.allSettled(held);
    startWorker(url, quick().detector, NO_CLIPS);
    await until(async () => {
      const again = await detector.detect(soundOf()).catch((error: unknown) => error);
      return !(again instanceof UserError);
    });
  });

  it('serves everyone’s first before anyone’s second, however many one has brought', async () => {
    const { url } = await startTestRedis();
    const gateway = await openGateway({ url });
    let start = (): void => undefined;
    const started = new Promise<Detection>((resolve) => {
      start = () => {
        resolve(detection());
      };
    });
    const gated = fakeDetector(() => started);
    startWorker(url, gated.detector, NO_CLIPS);
    const all = [gateway.detect(soundOf('heap'))];
    await until(() => gated.heard.length === 1);
    for (let i = 1; i < 50; i += 1) all.push(gateway.detect(soundOf('heap')));
    const others = ['a', 'b', 'c', 'd', 'e'];
    for (const guildId of [...others, ...others]) all.push(gateway.detect(soundOf(guildId)));
    const queue = queueIn(redisClient(url));
    await until(async () => (await queue.getPrioritizedCount()) === all.length - 1);
    start();
    await Promise.all(all);

    const order = gated.heard.map(({ fairnessKey }) => fairnessKey);
    expect(order.slice(1, 6)).toEqual(others);
    expect(order.slice(6, 12).sort()).toEqual([...others, 'heap']);
    expect(order.slice(12)).toEqual(Array<string>(48).fill('heap'));
  });

  it('tells how much waits and who works, and once that nobody does', async () => {
    const { url } = await startTestRedis();
    const warnings: string[] = [];
    const detector = await openGateway({ url, heartbeatMs: 50, onNoWorker: () => warnings.push('none') });
    const stop = new AbortController();
    const held = [1, 2, 3].map(() => detector.detect(soundOf(), { signal: stop.signal }));
    await until(() => warnings.length > 0);
    expect(await detector.depth()).toEqual({ waiting: 3, active: 0, workers: 0 });

    startWorker(url, never().detector, NO_CLIPS);
    await until(async () => (await detector.depth()).active > 0);
    const { waiting, active, workers } = await detector.depth();
    expect([waiting + active, workers]).toEqual([3, 1]);
    expect(warnings).toEqual(['none']);
    stop.abort(new UserError('TIMED_OUT'));
    await Promise.allSettled(held);
    await until(async () => (await detector.depth()).waiting === 0);
  });

  it('tries again after a fault, and answers', async () => {
    const { url } = await startTestRedis();
    const flaky = fakeDetector((_sound, attempt) =>
      attempt === 1 ? Promise.reject(new Error('no memory left')) : Promise.resolve(detection()),
    );
    const { log } = startWorker(url, flaky.detector, NO_CLIPS);
    await expect((await openGateway({ url })).detect(soundOf())).resolves.toEqual(detection());
    expect(flaky.heard).toEqual([soundOf(), soundOf()]);
    expect(log.join('')).toContain('no memory left');
  });

  it('gives up after three attempts, and leaves the reason to the worker’s log', async () => {
    const { url } = await startTestRedis();
    const broken = fakeDetector(() => Promise.reject(new Error('a-secret-reason')));
    startWorker(url, broken.detector, NO_CLIPS);
    const error = await (
      await openGateway({ url })
    )
      .detect(soundOf())
      .catch((thrown: unknown) => thrown as Error);
    expect(error).not.toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(/^job [0-9a-f-]{36}: failed; the worker’s log says why$/);
    expect(broken.heard).toHaveLength(3);
    expect(await everythingIn(url)).not.toContain('secret');
  });

  it('does not try again what was refused', async () => {
    const { url } = await startTestRedis();
    const strict = fakeDetector(() => Promise.reject(new UserError('CLIP_TOO_LONG', { limit: '15 min' })));
    startWorker(url, strict.detector, NO_CLIPS);
    await expect((await openGateway({ url })).detect(soundOf())).rejects.toMatchObject({ limit: '15 min' });
    expect(strict.heard).toHaveLength(1);
  });

  it('says that a clip has gone which was deleted meanwhile', async () => {
    const { url } = await startTestRedis();
    startWorker(url, quick().detector, NO_CLIPS);
    const asked = (await openGateway({ url })).detect({ fairnessKey: GUILD, clip: clip() });
    await expect(asked).rejects.toMatchObject({ code: 'CLIP_NOT_FOUND' });
  });

  it('leaves nothing of a job in Redis: no address, no answer, no name of a clip', async () => {
    const { url } = await startTestRedis();
    const gateway = await openGateway({ url });
    const asked = gateway.detect(soundOf());
    await until(async () => (await everythingIn(url)).includes('secret'));
    startWorker(url, quick().detector, NO_CLIPS);
    await asked;
    const named = { fairnessKey: GUILD, clip: clip({ name: 'a-secret-name' }) };
    await expect(gateway.detect(named)).rejects.toThrow(UserError);
    await until(async () => !(await everythingIn(url)).includes(GUILD));
    const left = await everythingIn(url);
    expect(left).not.toContain('secret');
    expect(left).not.toContain('happy');
  });

  it('answers each of several gateways with its own', async () => {
    const { url } = await startTestRedis();
    const echo = fakeDetector((sound) => Promise.resolve(detection({ modelVersion: sound.fairnessKey })));
    startWorker(url, echo.detector, NO_CLIPS);
    const gateways = [await openGateway({ url }), await openGateway({ url })];
    const asked = Array.from({ length: 20 }, (_, i) => gateways[i % 2]!.detect(soundOf(String(100 + i))));
    const heard = (await Promise.all(asked)).map(({ modelVersion }) => Number(modelVersion));
    expect(heard).toEqual(asked.map((_, i) => 100 + i));
  });

  it('gives a stopping worker’s jobs to another', async () => {
    const { url } = await startTestRedis();
    const stuck = never();
    const stopping = startWorker(url, stuck.detector, NO_CLIPS);
    const asked = (await openGateway({ url })).detect(soundOf());
    await until(() => stuck.heard.length === 1);
    await stopping.stop(0);
    startWorker(url, quick().detector, NO_CLIPS);
    await expect(asked).resolves.toEqual(detection());
  });

  it('lets a stopping worker end what it has in hand', async () => {
    const { url } = await startTestRedis();
    const slow = fakeDetector(() => sleep(300, detection()));
    const stopping = startWorker(url, slow.detector, NO_CLIPS);
    const asked = (await openGateway({ url })).detect(soundOf());
    await until(() => slow.heard.length === 1);
    await stopping.stop(10_000);
    await expect(asked).resolves.toEqual(detection());
    expect(slow.heard).toHaveLength(1);
  });
});

/** All keys, and what they hold, as text. */
async function everythingIn(url: string): Promise<string> {
  const redis = redisClient(url);
  await redis.config('SET', 'rdbcompression', 'no');
  const keys = await redis.keys('*');
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  return [...keys, ...dumps.map((dump) => dump.toString('latin1'))].join('\n');
}
