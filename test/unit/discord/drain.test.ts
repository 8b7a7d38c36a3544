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
