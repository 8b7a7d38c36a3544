import { open, type Entry, type ZipFile } from 'yauzl';
import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Member, StoredFile, StoredMessage, WorldGuild } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

interface Record {
  id: string;
  name: string;
  sha256: string;
  label?: string;
  detection?: { emotion: string };
  sound: { file: string; isOriginal: boolean } | null;
}

const answer = async (exchange: ReturnType<Member['slash']>) => (await exchange).answer({ withinMs: 40_000 });

async function setUp(options: Parameters<typeof setOwnStage>[0] = {}) {
  const stage = await setOwnStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' }, ...options });
  const guild = stage.discord.guild();
  const alice = stage.discord.member(guild, { name: 'alice' });
  const upload = async (name: string, member = alice) =>
    answer(member.slash('upload', { audio: await voiceFile(), name }));
  return { stage, guild, alice, upload };
}

const fileOf = (message: StoredMessage, ending: string) =>
  message.attachments.find(({ fileName }) => fileName.endsWith(ending));

async function bytesOf({ url }: StoredFile): Promise<Buffer> {
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

async function recordsOf(message: StoredMessage): Promise<Record[]> {
  const json = (await bytesOf(fileOf(message, '.json')!)).toString();
  return (JSON.parse(json) as { clips: Record[] }).clips;
}

/** The files in a message's archive: checksums by name. */
async function soundsOf(message: StoredMessage): Promise<Map<string, string>> {
  const path = join(await tempDir(), 'sounds.zip');
  await writeFile(path, await bytesOf(fileOf(message, '.zip')!));
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(path, { lazyEntries: true }, (error, opened) => {
      if (error) reject(error);
      else resolve(opened);
    });
  });
  const sounds = new Map<string, string>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) {
          reject(error);
          return;
        }
        void buffer(stream).then((bytes) => {
          sounds.set(entry.fileName, createHash('sha256').update(bytes).digest('hex'));
          zip.readEntry();
        }, reject);
      });
    });
    zip.on('end', () => {
      resolve(sounds);
    });
    zip.on('error', reject);
    zip.readEntry();
  });
}

const leftovers = (stage: Stage) => readdir(join(stage.dataDir, 'incoming'));

describe('/my-data', () => {
  it('hands a member, and nobody else, their rows and their sounds as they were uploaded', async () => {
    const { stage, guild, alice, upload } = await setUp();
    const bob = stage.discord.member(guild, { name: 'bob' });
    await upload('first: <one>');
    await upload('second');
    await upload('of another', bob);
    const heard = await answer(alice.slash('detect', { file: 'second' }));
    await answer(alice.choose(heard, heard.selects[0]!.custom_id!, 'Sad'));

    const data = await answer(alice.slash('my-data'));
    expect(data.ephemeral).toBe(true);
    expect(data.visibleTo(bob)).toBe(false);
    expect(data.buttons).toEqual([]);
    const records = await recordsOf(data);
    expect(records.map(({ name }) => name)).toEqual(['first: <one>', 'second']);
    expect(records[0]).not.toHaveProperty('path');
    expect(records[1]).toMatchObject({
      label: 'sad',
      detection: { emotion: heard.embeds[0]!.title!.toLowerCase() },
    });
    const sounds = await soundsOf(data);
    expect([...sounds.keys()].sort()).toEqual(records.map(({ sound }) => sound!.file).sort());
    for (const { sound, sha256 } of records) {
      expect(sound!.file).not.toMatch(/[\\/:*?"<>|]/);
      expect(sound!.isOriginal).toBe(true);
      expect(sounds.get(sound!.file)).toBe(sha256);
    }
    await expect.poll(() => leftovers(stage)).toEqual([]);
    expect(stage.discord.violations).toEqual([]);

    const nothing = await answer(stage.discord.member(guild).slash('my-data'));
    expect(nothing.embeds[0]!.description).toBe('This server keeps no clips of yours.');
  });

  it('comes in parts that fit into an answer, each clip in one of them', async () => {
    const { bytes } = await voiceFile();
    // Two clips fit, and not three.
    const attachmentSizeLimit = 16 * 1024 + Math.round(2.6 * bytes.length);
    const { stage, alice, upload } = await setUp({ discord: { attachmentSizeLimit } });
    for (let i = 1; i <= 5; i += 1) await upload(`clip ${i}`);
    const names: string[] = [];
    let part = await answer(alice.slash('my-data'));
    for (let parts = 1; ; parts += 1) {
      const size = part.files.reduce((sum, file) => sum + file.bytes.length, 0);
      expect(size).toBeLessThanOrEqual(attachmentSizeLimit);
      expect(part.ephemeral).toBe(true);
      names.push(...(await recordsOf(part)).map(({ name }) => name));
      if (part.buttons.length === 0) {
        expect(parts).toBe(3);
        break;
      }
      part = await answer(alice.click(part, 'Next part'));
    }
    expect(names).toEqual(['clip 1', 'clip 2', 'clip 3', 'clip 4', 'clip 5']);
    await expect.poll(() => leftovers(stage)).toEqual([]);
    expect(stage.discord.violations).toEqual([]);
  });

  it('gives a smaller copy of what does not fit at all, and tells of a sound that is gone', async () => {
    const { bytes } = await voiceFile();
    const attachmentSizeLimit = 16 * 1024 + Math.round(0.9 * bytes.length);
    const { stage, guild, alice, upload } = await setUp({ discord: { attachmentSizeLimit } });
    await upload('too big');
    const copied = await answer(alice.slash('my-data'));
    expect((await recordsOf(copied))[0]!.sound).toMatchObject({ isOriginal: false });
    expect(copied.embeds[0]!.description).toContain('a smaller Opus copy');
    expect(fileOf(copied, '.zip')!.bytes.length).toBeLessThanOrEqual(attachmentSizeLimit);
    await removeSounds(stage, guild);
    const without = await answer(alice.slash('my-data'));
    expect((await recordsOf(without))[0]!.sound).toBeNull();
    expect(fileOf(without, '.zip')).toBeUndefined();
    expect(without.embeds[0]!.description).toContain('the sound cannot be had');
    await expect.poll(() => leftovers(stage)).toEqual([]);
  });
});

async function removeSounds({ dataDir }: Stage, { id }: WorldGuild): Promise<void> {
  await rm(join(dataDir, 'clips', id), { recursive: true });
}
