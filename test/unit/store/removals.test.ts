import { describe, expect, it } from 'vitest';
import { catalogueKey, CATALOGUES } from '../../../src/store/keys.js';
import { tombstonesOf } from '../../../src/store/rows.js';
import { createDeleteClip } from '../../../src/usecases/delete-clip.js';
import { createFindClip } from '../../../src/usecases/find-clip.js';
import { createForgetMember } from '../../../src/usecases/forget-member.js';
import { createRetention } from '../../../src/usecases/retention.js';
import { ALICE, BOB, GUILD } from '../../helpers/builders.js';
import { addClip } from '../../helpers/clip-store.js';
import { failingStore } from '../../helpers/failing-store.js';

const DAY = 24 * 60 * 60 * 1000;
const everything = { offset: 0, limit: 10 };
const byAlice = { guildId: GUILD, userId: ALICE };

describe('a removal while what keeps the bytes is away', () => {
  it('takes the clip out of sight at once, says that it is pending, and is worked off by a later one', async () => {
    const { store, faults, told, index, paths } = await failingStore({
      maxGuildClips: 2,
      maxGuildBytes: 1e9,
    });
    const [clip, other] = [await addClip(store, { name: 'going' }), await addClip(store, { name: 'other' })];
    const deleteClip = createDeleteClip({ store, findClip: createFindClip(store) });
    faults.bytesAway = true;
    const request = { guildId: GUILD, clipRef: clip.id, userId: ALICE, mayManageMessages: false };
    expect(await deleteClip.remove(request)).toEqual({ clip, isPending: true });
    expect(told).not.toEqual([]);

    expect(await store.get(GUILD, clip.id)).toBeUndefined();
    expect(await store.list(GUILD, everything)).toEqual({ clips: [other], total: 1 });
    expect(await store.search(GUILD, 'going', 5)).toEqual([]);
    expect(await paths()).toContain(clip.path);
    await expect(addClip(store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });

    faults.bytesAway = false;
    await addClip(store, { name: 'there is room again' });
    expect(await store.remove(GUILD, other.id)).toEqual({ clips: 1, pending: 0 });
    expect(await paths()).toHaveLength(1);
    expect(await tombstonesOf(index, GUILD)).toEqual([]);
  });

  it('lets nobody be told that they are forgotten before they are', async () => {
    const { store, faults, paths } = await failingStore();
    for (const uploaderId of [ALICE, BOB, ALICE]) await addClip(store, { uploaderId });
    const forgetMember = createForgetMember(store);
    faults.bytesAway = true;
    expect(await forgetMember.forget(byAlice)).toEqual({ clips: 2, pending: 2 });
    expect(await forgetMember.count(byAlice)).toBe(2);
    expect(await forgetMember.forget(byAlice)).toEqual({ clips: 2, pending: 2 });
    faults.bytesAway = false;
    expect(await forgetMember.forget(byAlice)).toEqual({ clips: 2, pending: 0 });
    expect(await forgetMember.count(byAlice)).toBe(0);
    expect(await paths()).toHaveLength(1);
  });

  it('counts nothing as expired before its bytes are gone', async () => {
    const { store, faults, paths } = await failingStore();
    await addClip(store, { uploadedAt: 0 });
    const retention = createRetention({ store, days: { clip: 1, afterLeaving: 30 }, now: () => 2 * DAY });
    faults.bytesAway = true;
    expect(await retention.sweep()).toEqual({ old: 0, left: 0, pending: 1 });
    faults.bytesAway = false;
    expect(await retention.sweep()).toEqual({ old: 1, left: 0, pending: 0 });
    expect(await paths()).toEqual([]);
  });

  it('keeps what was left of a server pending, too', async () => {
    const { store, faults, paths } = await failingStore();
    await addClip(store);
    await store.setLeft(GUILD, 0);
    const retention = createRetention({
      store,
      days: { clip: undefined, afterLeaving: 30 },
      now: () => 31 * DAY,
    });
    faults.bytesAway = true;
    expect(await retention.sweep()).toEqual({ old: 0, left: 0, pending: 1 });
    faults.bytesAway = false;
    expect(await retention.sweep()).toEqual({ old: 0, left: 1, pending: 0 });
    expect(await paths()).toEqual([]);
    expect(await store.guilds()).toEqual([]);
  });

  it('is worked off by the hour, whichever process it was left by', async () => {
    const { store, removals, faults, index, paths } = await failingStore();
    const clip = await addClip(store);
    faults.bytesAway = true;
    await store.remove(GUILD, clip.id);
    faults.bytesAway = false;
    await removals.finishAll();
    expect(await paths()).toEqual([]);
    expect(await index.keysWith('')).toEqual([]);
  });
});

describe('a removal that fails between its tombstone and the rest', () => {
  it.each([
    ['the row', /^clip:/],
    ['the catalogue', /^catalogue:/],
    ['its head', new RegExp(`^${catalogueKey(GUILD)}$`)],
  ])('shows no ghost when %s cannot be written, and ends later', async (_what, unwritable) => {
    const { store, removals, faults, index, paths } = await failingStore();
    const clip = await addClip(store, { name: 'ghost' });
    const other = await addClip(store, { name: 'other' });
    faults.unwritable = unwritable;
    expect(await store.remove(GUILD, clip.id)).toEqual({ clips: 1, pending: 1 });
    const expectGone = async () => {
      expect(await store.get(GUILD, clip.id)).toBeUndefined();
      expect(await store.list(GUILD, everything)).toEqual({ clips: [other], total: 1 });
      expect((await store.search(GUILD, '', 5)).map(({ name }) => name)).toEqual(['other']);
    };
    await expectGone();
    faults.unwritable = undefined;
    await removals.retry();
    await expectGone();
    expect(await paths()).toEqual([other.path]);
    expect(await tombstonesOf(index, GUILD)).toEqual([]);
  });

  it('is not called done when nothing can be known of it any more', async () => {
    const { store, removals, faults, index, paths } = await failingStore();
    const clip = await addClip(store);
    faults.awayAfter = /^tombstones:/;
    expect(await store.remove(GUILD, clip.id)).toEqual({ clips: 1, pending: 1 });
    expect(await paths()).toEqual([clip.path]);
    faults.awayAfter = undefined;
    await removals.retry();
    expect([await paths(), await index.keysWith('')]).toEqual([[], []]);
  });

  it('changes nothing when not even the tombstone can be written', async () => {
    const { store, faults, paths } = await failingStore();
    const clip = await addClip(store);
    faults.unwritable = /^tombstones:/;
    await expect(store.remove(GUILD, clip.id)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await store.list(GUILD, everything)).toEqual({ clips: [clip], total: 1 });
    expect(await paths()).toEqual([clip.path]);
  });
});

describe('what a process that died has left', () => {
  /** A row and a voice that no list names. */
  async function withUnlisted() {
    const { index, ...rest } = await failingStore();
    const clip = await addClip(rest.store, { uploadedAt: 0 });
    for (const key of await index.keysWith(CATALOGUES)) await index.delete(key);
    return { index, clip, ...rest };
  }

  it('is forgotten with the rest', async () => {
    const { store, index, paths } = await withUnlisted();
    const forgetMember = createForgetMember(store);
    expect(await forgetMember.count(byAlice)).toBe(1);
    expect(await forgetMember.forget(byAlice)).toEqual({ clips: 1, pending: 0 });
    expect([await paths(), await index.keysWith('')]).toEqual([[], []]);
  });

  it.each([
    ['as it gets too old', { clip: 1, afterLeaving: 30 }, { old: 1, left: 0, pending: 0 }],
    ['with its server', { clip: undefined, afterLeaving: 1 }, { old: 0, left: 1, pending: 0 }],
  ])('expires %s', async (_how, days, expected) => {
    const { store, index, paths } = await withUnlisted();
    const clock = { now: 0 };
    const retention = createRetention({ store, days, now: () => clock.now });
    await retention.left(GUILD);
    if (days.clip !== undefined) await retention.joined(GUILD);
    clock.now = 2 * DAY;
    expect(await retention.sweep()).toEqual(expected);
    expect([await paths(), await index.keysWith('')]).toEqual([[], []]);
  });
});

describe('an upload that fails', () => {
  it('leaves no voice when its bytes had arrived, even if they cannot be removed at once', async () => {
    const { store, removals, faults, index, paths } = await failingStore();
    faults.putUnconfirmed = true;
    await expect(addClip(store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await paths()).toEqual([]);

    faults.unremovable = true;
    await expect(addClip(store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await paths()).toHaveLength(1);
    expect(await tombstonesOf(index, GUILD)).toHaveLength(1);
    faults.unremovable = false;
    await removals.retry();
    expect(await paths()).toEqual([]);
    expect(await index.keysWith('')).toEqual([]);
  });

  it.each([
    ['the catalogue', /^catalogue:/],
    ['the index', /./],
  ])('leaves neither row nor voice once %s can be written again', async (_what, unwritable) => {
    const { store, removals, faults, index, paths } = await failingStore();
    await addClip(store, { name: 'there before' });
    faults.unwritable = unwritable;
    await expect(addClip(store, { name: 'failed' })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    faults.unwritable = undefined;
    await removals.retry();
    expect(await paths()).toHaveLength(1);
    expect(await index.keysWith('clip:')).toHaveLength(1);
    expect((await store.list(GUILD, everything)).clips.map(({ name }) => name)).toEqual(['there before']);
  });
});
