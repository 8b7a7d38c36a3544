import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Payload } from '../../../src/views/payload.js';
import { openWork } from './work-stage.js';

const done: Payload = { embeds: [{ title: 'Done' }] };

/** Work that ends only when it is stopped. */
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

describe('a bot that is to stop', () => {
  it('tells those whose work does not end in time', async () => {
    const { member, dispatcher } = await openWork(endless);
    const exchange = await member.slash('work');
    await exchange.acknowledged();
    await dispatcher.drain(0);
    const answer = await exchange.answer();
    expect(answer.embeds[0]!.description).toMatch(/being restarted/);
    expect(exchange.visibleTo(member)).toEqual([answer]);
  });

  it('tells what becomes of work that has begun to write', async () => {
    const { member, dispatcher } = await openWork(async (signal, onCommit) => {
      onCommit();
      await once(signal, 'abort');
      await sleep(50);
      return done;
    });
    const exchange = await member.slash('work');
    await exchange.acknowledged();
    await dispatcher.drain(0);
    expect((await exchange.answer()).embeds[0]!.title).toBe('Done');
  });

  it('takes no more work, and says so', async () => {
    let runs = 0;
    const { member, dispatcher } = await openWork(() => {
      runs += 1;
      return Promise.resolve(done);
    });
    await dispatcher.drain(0);
    const late = await (await member.slash('work')).answer();
    expect(late.embeds[0]!.description).toMatch(/being restarted/);
    expect(late.ephemeral).toBe(true);
    expect(runs).toBe(0);
    expect(await (await member.autocomplete('work', 'on', '')).suggested()).toEqual([]);
  });

  it('waits for what arrived while it was waiting', async () => {
    const { member, dispatcher } = await openWork(() => sleep(300).then(() => done));
    const first = await member.slash('work');
    await sleep(50);
    const drained = dispatcher.drain(10_000);
    const second = await member.slash('work');
    await drained;
    expect(first.messages[0]!.embeds[0]!.title).toBe('Done');
    expect(second.messages[0]!.embeds[0]!.description).toMatch(/being restarted/);
  });
});

describe('what cannot be given back', () => {
  it.each([
    ['sent', 0],
    ['stopped', 1500],
  ])('ends neither the bot nor another’s answer, once it is %s', async (_when, ms) => {
    const unreleasable = { ...done, release: () => Promise.reject(new Error('EBUSY')) };
    const policy = { visibility: 'public' as const, timeoutMs: 1200 };
    const { member, dispatcher } = await openWork(() => sleep(ms).then(() => unreleasable), policy);
    const lost: unknown[] = [];
    const onLost = (error: unknown) => lost.push(error);
    process.on('unhandledRejection', onLost);
    const answer = await (await member.slash('work')).answer();
    await sleep(500);
    await dispatcher.drain(1000);
    process.off('unhandledRejection', onLost);
    expect(JSON.stringify(answer.embeds)).toMatch(ms === 0 ? /Done/ : /took too long/);
    expect(lost).toEqual([]);
  });
});

describe('the journal of pending answers', () => {
  it('names an interaction from before its acknowledgement until its answer', async () => {
    const finish = new AbortController();
    const { member, dispatcher, dataDir } = await openWork(() =>
      once(finish.signal, 'abort').then(() => done),
    );
    const entries = () => readdir(join(dataDir, 'owed-answers'));
    const exchange = await member.slash('work');
    expect(await entries()).toEqual([]);
    await exchange.acknowledged();
    expect(await entries()).toEqual([`${exchange.id}.json`]);
    finish.abort();
    await exchange.answer();
    await dispatcher.drain(1000);
    expect(await entries()).toEqual([]);
  });

  it('keeps an interaction whose answer Discord did not take', async () => {
    const { member, discord, dispatcher, dataDir, client } = await openWork(() =>
      sleep(1200).then(() => done),
    );
    client.rest.options.retries = 0;
    discord.inject({ method: 'PATCH', path: /@original$/, status: 503, times: 10 });
    discord.inject({ method: 'DELETE', path: /@original$/, status: 503, times: 10 });
    const exchange = await member.slash('work');
    await exchange.acknowledged();
    await dispatcher.drain(1000);
    expect(await readdir(join(dataDir, 'owed-answers'))).toEqual([`${exchange.id}.json`]);
  });

  it('costs nobody an answer when it fails', async () => {
    const { member, dataDir, log } = await openWork(() => sleep(1200).then(() => done));
    await rm(join(dataDir, 'owed-answers'), { recursive: true });
    expect((await (await member.slash('work')).answer()).embeds[0]!.title).toBe('Done');
    expect(log.join('')).toContain('the journal of pending answers failed');
    expect(log.join('')).not.toContain('"token"');
  });
});

describe('what was answered', () => {
  it('is let go', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const made: WeakRef<AbortSignal>[] = [];
    const { member } = await openWork((signal) => {
      made.push(new WeakRef(signal));
      return Promise.resolve({ ...done });
    });
    for (let i = 0; i < 5; i += 1) await (await member.slash('work')).answer();
    await expect
      .poll(
        () => {
          collectGarbage();
          return made.filter((signal) => signal.deref() !== undefined).length;
        },
        { timeout: 10_000 },
      )
      .toBeLessThanOrEqual(1);
  });
});
