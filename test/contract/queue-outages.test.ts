import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import { detection, OTHER_GUILD } from '../helpers/builders.js';
import { lineTo } from '../helpers/cut-line.js';
import { until } from '../helpers/file-server.js';
import { redisClient, redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { openGateway, startWorker } from './detector-stage.js';
import { fakeDetector, NO_CLIPS, queueIn, quick, soundOf } from './queue-parts.js';

const portOf = (url: string) => Number(new URL(url).port);

describe.skipIf(redisServer === undefined)(`what is lost on the way to workers${redisTitle}`, () => {
  it('drops the jobs of a gateway that is no more', async () => {
    const { url } = await startTestRedis();
    const line = await lineTo(portOf(url));
    const lost = await openGateway({ url: `redis://127.0.0.1:${line.port}`, heartbeatMs: 100 });
    const told = expect(lost.detect(soundOf())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    const redis = redisClient(url);
    const queue = queueIn(redis);
    await until(async () => (await queue.getPrioritizedCount()) === 1);
    line.cut();
    await told;
    await until(async () => (await redis.exists('{overtone}:claims')) === 0);

    const later = quick();
    startWorker(url, later.detector, NO_CLIPS);
    await (await openGateway({ url })).detect(soundOf(OTHER_GUILD));
    expect(later.heard).toEqual([soundOf(OTHER_GUILD)]);
  });

  it('removes jobs that nobody can be waiting for any more, be there no worker at all', async () => {
    const { url } = await startTestRedis();
    const queue = queueIn(redisClient(url));
    const anHourAgo = Date.now() - 3_600_000;
    await queue.add('detect', soundOf(), { jobId: 'old', priority: 1, timestamp: anHourAgo });
    await queue.add('detect', soundOf(), { jobId: 'new', priority: 1 });
    await openGateway({ url, heartbeatMs: 100 });
    await until(async () => (await queue.getJobState('old')) === 'unknown');
    expect(await queue.getJobState('new')).toBe('prioritized');
  });

  it('is not misled by a machine whose clock is wrong', async () => {
    const { url } = await startTestRedis();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const ahead = await openGateway({ url, heartbeatMs: 100 });
    const asked = [ahead.detect(soundOf())];
    vi.setSystemTime(now - 3_600_000);
    const behind = await openGateway({ url, heartbeatMs: 100 });
    asked.push(behind.detect(soundOf(OTHER_GUILD)));
    await sleep(300);
    vi.setSystemTime(now + 3_600_000);
    await sleep(300);
    startWorker(url, quick().detector, NO_CLIPS);
    expect(await Promise.all(asked)).toEqual([detection(), detection()]);
  });

  it('refuses in words while there is no Redis, and goes on by itself once there is', async () => {
    const { url } = await startTestRedis();
    const line = await lineTo(portOf(url), true);
    const faults: unknown[] = [];
    const gateway = await openGateway({
      url: `redis://127.0.0.1:${line.port}`,
      onFault: (error) => faults.push(error),
    });
    startWorker(url, quick().detector, NO_CLIPS);
    const isBack = async () => {
      const asked = await gateway.detect(soundOf()).catch((error: unknown) => error);
      if (asked instanceof Error) expect(asked).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      return !(asked instanceof Error);
    };
    expect(await isBack()).toBe(false);
    await line.mend();
    await until(isBack);
    line.cut();
    expect(await isBack()).toBe(false);
    await line.mend();
    await until(isBack);
    expect(faults).toHaveLength(2);
  });

  it.each(['frozen', 'replaced'] as const)(
    'refuses while Redis is silent, and goes on soon after its host, %s until then, is back',
    { timeout: 60_000 },
    async (host) => {
      const { url } = await startTestRedis();
      const line = await lineTo(portOf(url));
      const wobbly = `redis://127.0.0.1:${line.port}`;
      startWorker(wobbly, quick().detector, NO_CLIPS);
      const gateway = await openGateway({ url: wobbly, heartbeatMs: 1000 });
      expect(await gateway.detect(soundOf())).toEqual(detection());
      line.hush();
      await expect(gateway.detect(soundOf())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      line.speak(host);
      const answers = () => gateway.detect(soundOf()).catch((error: unknown) => String(error));
      await expect.poll(answers, { timeout: 10_000 }).toEqual(detection());
    },
  );

  it('brings an answer home through an outage', async () => {
    const { url } = await startTestRedis();
    const line = await lineTo(portOf(url));
    const wobbly = `redis://127.0.0.1:${line.port}`;
    const slow = fakeDetector(() => sleep(300, detection()));
    startWorker(wobbly, slow.detector, NO_CLIPS);
    const asked = (await openGateway({ url: wobbly })).detect(soundOf());
    await until(() => slow.heard.length === 1);
    line.cut();
    await sleep(600);
    await line.mend();
    await expect(asked).resolves.toEqual(detection());
    expect(slow.heard).toHaveLength(1);
  });

  it('tells those who wait when Redis has lost its jobs', async () => {
    const { url } = await startTestRedis();
    const gateway = await openGateway({ url, heartbeatMs: 100 });
    const told = expect(gateway.detect(soundOf())).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    const redis = redisClient(url);
    const queue = queueIn(redis);
    await until(async () => (await queue.getPrioritizedCount()) === 1);
    await redis.flushall();
    await told;
  });

  it('finds an answer of which it was not told', async () => {
    const { url } = await startTestRedis();
    const redis = redisClient(url);
    const asked = (await openGateway({ url, heartbeatMs: 100 })).detect(soundOf());
    const queue = queueIn(redis);
    await until(async () => (await queue.getPrioritizedCount()) === 1);
    const [job] = await queue.getPrioritized();
    await redis.set(`{overtone}:outcome:${job!.id}`, JSON.stringify({ detection: detection() }));
    await job!.remove();
    await expect(asked).resolves.toEqual(detection());
  });

  it.each([
    ['no JSON', '{"detection":'],
    ['of no form', '{"emotion":"happy"}'],
    ['not a number', JSON.stringify({ detection: { ...detection(), durationSec: NaN } })],
    ['an unknown emotion', JSON.stringify({ detection: detection({ emotion: 'bored' as 'happy' }) })],
    ['nothing', JSON.stringify({ detection: detection({ windows: [] }) })],
    ['a refusal in others’ words', JSON.stringify({ code: 'CLIP_TOO_LONG', limit: 'a link: https://evil' })],
    ['a refusal that there is not', JSON.stringify({ code: 'EVIL' })],
  ])('takes no answer that is %s', async (_what, text) => {
    const { url } = await startTestRedis();
    const redis = redisClient(url);
    const asked = (await openGateway({ url, heartbeatMs: 100 })).detect(soundOf());
    const told = asked.catch((error: unknown) => error);
    const queue = queueIn(redis);
    await until(async () => (await queue.getPrioritizedCount()) === 1);
    const [job] = await queue.getPrioritized();
    await redis.set(`{overtone}:outcome:${job!.id}`, text);
    await job!.remove();
    expect(await told).toBeInstanceOf(Error);
    expect(await told).not.toBeInstanceOf(UserError);
  });
});
