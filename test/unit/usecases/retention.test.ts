import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ClipStore, NewClip } from '../../../src/usecases/ports.js';
import { createForgetMember } from '../../../src/usecases/forget-member.js';
import { createRetention } from '../../../src/usecases/retention.js';
import { ALICE, BOB, GUILD, newClip, OTHER_GUILD } from '../../helpers/builders.js';
import { memoryStore } from '../../helpers/fakes.js';

const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);

async function setUp(
  days: { clip?: number; afterLeaving?: number } = {},
  isOurs?: (guildId: string) => boolean,
) {
  const { store } = await memoryStore();
  const clock = { now: START };
  const retention = createRetention({
    store,
    ...(isOurs && { isOurs }),
    days: { clip: days.clip, afterLeaving: days.afterLeaving ?? 30 },
    now: () => clock.now,
  });
  const add = async (overrides: Partial<NewClip> = {}) => {
    const file = await store.stage();
    await writeFile(file.path, 'bytes');
    return store.add(file, newClip({ uploadedAt: clock.now, ...overrides }));
  };
  const count = async (guildId: string) => (await store.list(guildId, { offset: 0, limit: 0 })).total;
  return { store, clock, retention, add, count };
}

/** The methods of a store, to replace one of them. */
const asPlain = (store: ClipStore): ClipStore =>
  Object.fromEntries(
    Object.getOwnPropertyNames(Object.getPrototypeOf(store) as object).map((name) => [
      name,
      (...given: unknown[]) =>
        (store as unknown as Record<string, (...given: unknown[]) => unknown>)[name]!(...given),
    ]),
  ) as unknown as ClipStore;

describe('retention', () => {
  it('keeps everything while the bot stays and no age is set', async () => {
    const { clock, retention, add, count } = await setUp();
    await add();
    clock.now += 1000 * DAY;
    expect(await retention.sweep()).toEqual({ old: 0, left: 0, pending: 0 });
    expect(await count(GUILD)).toBe(1);
  });

  it("removes a left server's clips when its days are over, not before", async () => {
    const { store, clock, retention, add, count } = await setUp({ afterLeaving: 30 });
    await add();
    await add({ guildId: OTHER_GUILD });
    await retention.left(GUILD);
    clock.now += 30 * DAY - 1;
    expect(await retention.sweep()).toEqual({ old: 0, left: 0, pending: 0 });
    clock.now += 1;
    expect(await retention.sweep()).toEqual({ old: 0, left: 1, pending: 0 });
    expect([await count(GUILD), await count(OTHER_GUILD)]).toEqual([0, 1]);
    expect((await store.guilds()).map(({ guildId }) => guildId)).toEqual([OTHER_GUILD]);
  });

  it("leaves other processes' servers alone: not to be in one of them means nothing", async () => {
    const { store, clock, retention, add, count } = await setUp({ clip: 1 }, (id) => id === GUILD);
    await add();
    await add({ guildId: OTHER_GUILD });
    await retention.reconcile(new Set([GUILD]));
    expect((await store.guilds()).map(({ leftAt }) => leftAt)).toEqual([undefined, undefined]);
    clock.now += 100 * DAY;
    expect(await retention.sweep()).toEqual({ old: 1, left: 0, pending: 0 });
    expect(await count(OTHER_GUILD)).toBe(1);
  });

  it('forgets that it had left once it is invited again', async () => {
    const { clock, retention, add, count } = await setUp();
    await add();
    await retention.left(GUILD);
    clock.now += 29 * DAY;
    await retention.joined(GUILD);
    clock.now += 29 * DAY;
    await retention.sweep();
    expect(await count(GUILD)).toBe(1);
  });

  it('counts from when it first noticed that it is not in a server', async () => {
    const { clock, retention, add, count } = await setUp();
    await add();
    await add({ guildId: OTHER_GUILD });
    await retention.reconcile(new Set([OTHER_GUILD]));
    clock.now += 20 * DAY;
    await retention.reconcile(new Set([OTHER_GUILD]));
    clock.now += 10 * DAY;
    expect(await retention.sweep()).toEqual({ old: 0, left: 1, pending: 0 });
    expect([await count(GUILD), await count(OTHER_GUILD)]).toEqual([0, 1]);
  });

  it('takes a mark back where it is in the server after all', async () => {
    const { clock, retention, add, count } = await setUp();
    await add();
    await retention.left(GUILD);
    await retention.reconcile(new Set([GUILD]));
    clock.now += 31 * DAY;
    await retention.sweep();
    expect(await count(GUILD)).toBe(1);
  });

  it('removes clips that are older than they may get, one by one', async () => {
    const { clock, retention, add, count } = await setUp({ clip: 7 });
    await add();
    clock.now += 3 * DAY;
    await add();
    clock.now += 5 * DAY;
    expect(await retention.sweep()).toEqual({ old: 1, left: 0, pending: 0 });
    expect(await count(GUILD)).toBe(1);
  });

  it('spares what is uploaded after a re-invitation that a sweep under way has not heard of', async () => {
    const { store, clock, add, count } = await setUp({ afterLeaving: 30 });
    await add();
    await store.setLeft(GUILD, START);
    clock.now += 31 * DAY;
    const slow = createRetention({
      store: {
        ...asPlain(store),
        async guilds() {
          const guilds = await store.guilds();
          // Meanwhile the bot is invited again, and someone uploads.
          await add({ name: 'after the re-invitation' });
          return guilds;
        },
      },
      days: { clip: undefined, afterLeaving: 30 },
      now: () => clock.now,
    });
    expect(await slow.sweep()).toEqual({ old: 0, left: 0, pending: 0 });
    expect(await count(GUILD)).toBe(2);
    expect(await store.guilds()).toEqual([{ guildId: GUILD, leftAt: undefined }]);
  });

  it('sweeps one server alone where only that has changed', async () => {
    const { store, clock, retention, add, count } = await setUp({ clip: 7, afterLeaving: 0 });
    for (const guildId of [GUILD, OTHER_GUILD]) await add({ guildId });
    clock.now += 8 * DAY;
    await store.setLeft(OTHER_GUILD, clock.now);
    expect(await retention.sweep({ guildId: OTHER_GUILD })).toEqual({ old: 0, left: 1, pending: 0 });
    expect([await count(GUILD), await count(OTHER_GUILD)]).toEqual([1, 0]);
    expect(await retention.sweep({ guildId: GUILD })).toEqual({ old: 1, left: 0, pending: 0 });
  });

  it('begins no further server once it is told to stop', async () => {
    const { clock, retention, add, count } = await setUp({ clip: 1 });
    await add();
    clock.now += 2 * DAY;
    await retention.sweep({ signal: AbortSignal.abort() });
    expect(await count(GUILD)).toBe(1);
  });
});

describe('forgetMember', () => {
  it("counts and removes a member's clips on this server alone", async () => {
    const { store, add, count } = await setUp();
    for (const uploaderId of [ALICE, BOB, ALICE]) await add({ uploaderId });
    await add({ uploaderId: ALICE, guildId: OTHER_GUILD });
    const forgetMember = createForgetMember(store);
    const request = { guildId: GUILD, userId: ALICE };
    expect(await forgetMember.count(request)).toBe(2);
    expect(await forgetMember.forget(request)).toEqual({ clips: 2, pending: 0 });
    expect(await forgetMember.count(request)).toBe(0);
    expect([await count(GUILD), await count(OTHER_GUILD)]).toEqual([1, 1]);
  });
});
