import { readdir, readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { writeZip } from '../../../src/archive/write-zip.js';
import { createLocalDetector } from '../../../src/detector/local-detector.js';
import type { Attachment, NewClip } from '../../../src/usecases/ports.js';
import { createUseCases } from '../../../src/usecases/use-cases.js';
import { ALICE, BOB, GUILD, LIMITS, OTHER_GUILD, RULES } from '../../helpers/builders.js';
import { fakeAnalyser, fakeDecoder, fakeDownloader, memoryStore, stagedIn } from '../../helpers/fakes.js';

const attachment = (overrides: Partial<Attachment> = {}): Attachment => ({
  url: 'https://cdn.example/attachments/1/2/hello.ogg',
  fileName: 'hello.ogg',
  bytes: 40,
  mediaType: 'audio/ogg',
  ...overrides,
});

async function setUp({
  codec = fakeDecoder(3),
  analyser = fakeAnalyser(),
  downloader = fakeDownloader(),
} = {}) {
  const { store, dataDir } = await memoryStore();
  const useCases = createUseCases({
    store,
    downloader,
    decoder: codec,
    encoder: codec,
    writeZip,
    detector: createLocalDetector({
      sounds: store,
      downloader,
      decoder: codec,
      analyser,
      maxClipSec: LIMITS.maxClipSec,
    }),
    rules: RULES,
  });
  const upload = (overrides: Partial<NewClip> = {}) =>
    useCases.uploadClip({
      guildId: overrides.guildId ?? GUILD,
      uploaderId: overrides.uploaderId ?? ALICE,
      attachment: attachment(),
      name: overrides.name,
    });
  const leftovers = () => readdir(stagedIn(dataDir));
  return { ...useCases, store, upload, leftovers, downloader };
}

describe('uploadClip', () => {
  it('saves the bytes, with what ffmpeg found', async () => {
    const { upload, store, leftovers } = await setUp();
    const clip = await upload();
    expect(clip).toMatchObject({
      name: 'hello',
      originalFileName: 'hello.ogg',
      uploaderId: ALICE,
      bytes: attachment().url.length,
      audio: { container: 'ogg', codec: 'opus', durationSec: 3 },
    });
    expect(await readFile((await store.borrow(clip)).path, 'utf8')).toBe(attachment().url);
    expect(await leftovers()).toEqual([]);
  });

  it('takes a name, cleaned', async () => {
    const { upload } = await setUp();
    expect((await upload({ name: ' my\u202e\n voice ' })).name).toBe('my voice');
    await expect(upload({ name: '\u200b' })).rejects.toMatchObject({ code: 'NAME_EMPTY' });
  });

  it('keeps nothing of what is not audio', async () => {
    const codec = fakeDecoder(3, new UserError('NOT_AUDIO'));
    const { upload, store, leftovers } = await setUp({ codec });
    await expect(upload()).rejects.toMatchObject({ code: 'NOT_AUDIO' });
    expect((await store.list(GUILD, { offset: 0, limit: 1 })).total).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('keeps nothing of what is too short for a detection', async () => {
    const { upload, store, leftovers } = await setUp({ codec: fakeDecoder(0.49) });
    await expect(upload()).rejects.toMatchObject({ code: 'AUDIO_TOO_SHORT' });
    expect((await store.list(GUILD, { offset: 0, limit: 1 })).total).toBe(0);
    expect(await leftovers()).toEqual([]);
  });

  it('does not even download what is announced as too big', async () => {
    const { uploadClip, downloader } = await setUp();
    const request = {
      guildId: GUILD,
      uploaderId: ALICE,
      attachment: attachment({ bytes: LIMITS.maxClipBytes + 1 }),
    };
    await expect(uploadClip(request)).rejects.toMatchObject({ code: 'CLIP_TOO_BIG' });
    expect(downloader.urls).toEqual([]);
  });
});

describe('detectClip', () => {
  it('computes once per clip and model', async () => {
    const analyser = fakeAnalyser();
    const { upload, detectClip, store } = await setUp({ analyser });
    const { id } = await upload();
    const first = await detectClip({ guildId: GUILD, clipRef: id });
    const again = await detectClip({ guildId: GUILD, clipRef: id });
    expect(again.detection).toEqual(first.detection);
    expect(analyser.calls).toBe(1);

    await store.recordDetection(GUILD, id, { ...first.detection, modelVersion: '0.9.0' });
    expect((await detectClip({ guildId: GUILD, clipRef: id })).detection.modelVersion).toBe('1.0.0');
    expect(analyser.calls).toBe(2);
  });

  it('takes an id, or a whole name: then the newest', async () => {
    const { upload, detectClip } = await setUp();
    await upload({ name: 'Hello there' });
    const newest = await upload({ name: 'hello There' });
    expect((await detectClip({ guildId: GUILD, clipRef: 'HELLO THERE' })).clip.id).toBe(newest.id);
    await expect(detectClip({ guildId: GUILD, clipRef: 'hello' })).rejects.toMatchObject({
      code: 'CLIP_NOT_FOUND',
    });
  });

  it('finds a name however its spaces were typed', async () => {
    const { upload, detectClip, suggestClips } = await setUp();
    const { id } = await upload({ name: 'two   spaces' });
    expect((await detectClip({ guildId: GUILD, clipRef: ' two   spaces' })).clip.id).toBe(id);
    expect(await suggestClips({ guildId: GUILD, typed: 'two   sp' })).toMatchObject([{ id }]);
  });

  it('answers even if the detection cannot be kept', async () => {
    const { upload, detectClip, store } = await setUp();
    const { id } = await upload();
    store.recordDetection = () => Promise.reject(new UserError('STORAGE_FULL'));
    expect((await detectClip({ guildId: GUILD, clipRef: id })).detection.emotion).toBe('happy');
  });

  it('knows nothing of another server’s clips', async () => {
    const { upload, detectClip } = await setUp();
    const { id, name } = await upload();
    for (const clipRef of [id, name]) {
      await expect(detectClip({ guildId: OTHER_GUILD, clipRef })).rejects.toMatchObject({
        code: 'CLIP_NOT_FOUND',
      });
    }
  });
});

describe('detectAttachment', () => {
  it('listens and keeps nothing', async () => {
    const { detectAttachment, leftovers, store } = await setUp();
    expect((await detectAttachment({ fairnessKey: GUILD, attachment: attachment() })).emotion).toBe('happy');
    expect(await leftovers()).toEqual([]);
    expect((await store.list(GUILD, { offset: 0, limit: 1 })).total).toBe(0);
  });
});

describe('deleteClip', () => {
  const by = (userId: string, mayManageMessages = false) => ({ guildId: GUILD, userId, mayManageMessages });

  it('is for the uploader and for moderators', async () => {
    const { upload, deleteClip, store } = await setUp();
    const mine = await upload();
    await expect(deleteClip.check({ ...by(BOB), clipRef: mine.id })).rejects.toMatchObject({
      code: 'NOT_YOUR_CLIP',
    });
    await expect(deleteClip.remove({ ...by(BOB), clipRef: mine.id })).rejects.toMatchObject({
      code: 'NOT_YOUR_CLIP',
    });
    expect((await deleteClip.check({ ...by(ALICE), clipRef: mine.id })).id).toBe(mine.id);
    await deleteClip.remove({ ...by(BOB, true), clipRef: mine.id });
    expect(await store.get(GUILD, mine.id)).toBeUndefined();
    await expect(deleteClip.remove({ ...by(ALICE), clipRef: mine.id })).rejects.toMatchObject({
      code: 'CLIP_NOT_FOUND',
    });
  });
});

describe('playClip', () => {
  it('gives the original where it fits', async () => {
    const { upload, playClip, store } = await setUp();
    const clip = await upload();
    const playable = await playClip({ guildId: GUILD, clipRef: clip.id, maxBytes: 1000 });
    expect(playable).toMatchObject({ compressed: false, fileName: 'hello.ogg' });
    expect(playable.path).toBe((await store.borrow(clip)).path);
    await playable.release();
    expect((await stat(playable.path)).size).toBe(clip.bytes);
  });

  it('gives a smaller copy where it does not, and takes it away afterwards', async () => {
    const { upload, playClip, leftovers } = await setUp();
    const clip = await upload({ name: '../hello' });
    const playable = await playClip({ guildId: GUILD, clipRef: clip.id, maxBytes: 10 });
    expect(playable).toMatchObject({ compressed: true, fileName: 'hello.ogg' });
    expect(await leftovers()).toHaveLength(1);
    expect(playable.converted).toBe(false);
    await playable.release();
    expect(await leftovers()).toEqual([]);
  });

  it('says that there is no such clip where it is deleted meanwhile', async () => {
    const codec = fakeDecoder(3);
    const { upload, playClip, store, leftovers } = await setUp({ codec });
    const clip = await upload();
    codec.encodeOpus = async () => {
      await store.remove(GUILD, clip.id);
      throw new UserError('NOT_AUDIO');
    };
    const played = playClip({ guildId: GUILD, clipRef: clip.id, maxBytes: 10 });
    await expect(played).rejects.toMatchObject({ code: 'CLIP_NOT_FOUND' });
    expect(await leftovers()).toEqual([]);
  });
});

describe('playClip of what Discord does not play', () => {
  it('gives a copy, and keeps the original as it was sent', async () => {
    const { uploadClip, playClip, store, leftovers } = await setUp();
    const sent = attachment({ fileName: 'hello.oga' });
    const clip = await uploadClip({ guildId: GUILD, uploaderId: ALICE, attachment: sent });
    const playable = await playClip({ guildId: GUILD, clipRef: clip.id, maxBytes: 1000 });
    expect(playable).toMatchObject({ compressed: false, converted: true, fileName: 'hello.ogg' });
    expect(await leftovers()).toHaveLength(1);
    await playable.release();
    expect(await leftovers()).toEqual([]);
    expect(await readFile((await store.borrow(clip)).path, 'utf8')).toBe(sent.url);
  });
});

describe('listClips', () => {
  it('shows pages, and the last one where a later one was asked for', async () => {
    const { upload, listClips } = await setUp();
    for (let i = 0; i < 10; i += 1) await upload({ name: `clip ${i}` });
    const first = await listClips({ guildId: GUILD, page: 0 });
    expect(first).toMatchObject({ page: 0, pages: 2, total: 10 });
    expect(first.clips[0]!.name).toBe('clip 9');
    const last = await listClips({ guildId: GUILD, page: 7 });
    expect(last).toMatchObject({ page: 1, pages: 2 });
    expect(last.clips.at(-1)!.name).toBe('clip 0');
    expect(await listClips({ guildId: OTHER_GUILD, page: 0 })).toMatchObject({ pages: 1, total: 0 });
  });
});
