import { chmod, copyFile, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import type { Member, SentFile, StoredMessage } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { ffmpegForTests } from '../helpers/ffmpeg-clips.js';
import { textFile, voiceFile } from '../helpers/sounds.js';
import { tone, toWav } from '../helpers/synthetic-voice.js';
import { tempDir } from '../helpers/temp-dir.js';

const MIB = 1024 * 1024;

async function member(stage: Stage): Promise<Member> {
  const someone = stage.discord.member(stage.discord.guild());
  await stage.discord.connected();
  return someone;
}

const text = (message: StoredMessage) => message.embeds[0]?.description ?? '';

/** Uploads, and expects a refusal that the asker alone sees and that leaves no file behind. */
async function refusedUpload(stage: Stage, someone: Member, audio: SentFile): Promise<string> {
  const exchange = await someone.slash('upload', { audio });
  const answer = await exchange.answer();
  expect(answer.ephemeral).toBe(true);
  expect(exchange.messages.filter(({ deleted, ephemeral }) => !deleted && !ephemeral)).toEqual([]);
  expect(await readdir(join(stage.dataDir, 'incoming'))).toEqual([]);
  expect(await readdir(join(stage.dataDir, 'clips', someone.guild.id)).catch(() => [])).toEqual([]);
  return text(answer);
}

describe('an upload is refused', () => {
  it('that is not audio, too big, too long, gone, or from elsewhere', async () => {
    const stage = await setOwnStage({
      env: { MAX_CLIP_BYTES: String(MIB), MAX_CLIP_SECONDS: '5', MAX_UPLOADS_PER_MINUTE: '100' },
    });
    const someone = await member(stage);
    const refused = (audio: SentFile) => refusedUpload(stage, someone, audio);

    expect(await refused(textFile())).toMatch(/no sound I can read/);
    expect(await refused({ fileName: 'empty.mp3', bytes: Buffer.alloc(0) })).toMatch(/no sound I can read/);
    expect(await refused({ fileName: 'big.wav', bytes: Buffer.alloc(MIB + 1) })).toMatch(/larger than 1 MiB/);
    const liar = { ...(await voiceFile()), misbehaviour: { kind: 'longer', extraBytes: 2 * MIB } } as const;
    expect(await refused(liar)).toMatch(/larger than 1 MiB/);
    expect(await refused(await voiceFile({ durationSec: 8 }))).toMatch(/longer than 5\.0 s/);
    expect(await refused(await voiceFile({ misbehaviour: { kind: 'gone' } }))).toMatch(/no longer offers/);
    const elsewhere = { kind: 'redirect', to: 'http://127.0.0.1:9/evil.ogg' } as const;
    expect(await refused(await voiceFile({ misbehaviour: elsewhere }))).toMatch(/fetched|from Discord/);
    const reset = { kind: 'reset', afterBytes: 100 } as const;
    expect(await refused(await voiceFile({ misbehaviour: reset }))).toMatch(/could not be fetched/);
    expect(stage.discord.violations).toEqual([]);
  });

  it('above the server’s or the member’s limits', async () => {
    const stage = await setOwnStage({ env: { MAX_SERVER_CLIPS: '1', MAX_UPLOADS_PER_MINUTE: '2' } });
    const someone = await member(stage);
    const audio = await voiceFile();
    const upload = async () => (await someone.slash('upload', { audio })).answer();
    expect((await upload()).ephemeral).toBe(false);
    expect(text(await upload())).toMatch(/keeps 1 clips, its most/);
    expect(text(await upload())).toMatch(/more than 2 sounds in a minute/);
  });

  it('when ffmpeg has gone', async () => {
    const folder = await tempDir();
    const ffmpeg = join(folder, 'ffmpeg');
    await copyFile(await ffmpegForTests(), ffmpeg);
    const stage = await setOwnStage({ env: { FFMPEG_PATH: ffmpeg } });
    const someone = await member(stage);
    await rm(ffmpeg);
    expect(await refusedUpload(stage, someone, await voiceFile())).toMatch(/ffmpeg is missing/);
  });

  it('when the store cannot be written', async () => {
    const stage = await setOwnStage();
    const someone = await member(stage);
    await writeFile(join(stage.dataDir, 'clips', someone.guild.id), 'a file where a folder has to be');
    const answer = await (await someone.slash('upload', { audio: await voiceFile() })).answer();
    expect(answer.ephemeral).toBe(true);
    expect(text(answer)).toMatch(/store cannot be used/);
    expect(answer.embeds[0]!.footer!.text).toMatch(/^Reference \d+$/);
  });
});

describe('work that takes long', () => {
  it('is acknowledged in time, ended when it hangs, and its refusal seen by the asker alone', async () => {
    const hanging = join(await tempDir(), 'ffmpeg');
    const real = await ffmpegForTests();
    await writeFile(
      hanging,
      `#!/bin/sh\nif [ "$1" = -version ]; then exec "${real}" -version; fi\nexec sleep 600\n`,
    );
    await chmod(hanging, 0o755);
    const stage = await setOwnStage({ env: { FFMPEG_PATH: hanging, FFMPEG_SECONDS: '2' } });
    const someone = await member(stage);
    const exchange = await someone.slash('upload', { audio: await voiceFile() });
    expect(await exchange.acknowledged()).toBeLessThan(3000);
    expect(exchange.deferred).toBe(true);
    const meanwhile = await (await someone.slash('list')).answer();
    expect(text(meanwhile)).toContain('/upload');

    const answer = await exchange.answer();
    expect(answer.ephemeral).toBe(true);
    expect(text(answer)).toMatch(/took too long/);
    expect(exchange.visibleTo(someone)).toEqual([answer]);
    expect(await readdir(join(stage.dataDir, 'incoming'))).toEqual([]);
  });
});

describe('an answer that Discord does not take', () => {
  it('hurts nobody else, and leaves neither tokens nor files in the log', async () => {
    const stage = await setOwnStage();
    const someone = await member(stage);
    await (await someone.slash('upload', { audio: await voiceFile(), name: 'mine' })).answer();
    stage.discord.inject({ method: 'POST', path: /interactions/, status: 400 });
    const lost = await someone.slash('detect', { file: 'mine' });
    await expect.poll(() => stage.log.some((line) => line.includes('failed'))).toBe(true);
    const log = stage.log.join('');
    expect(log).not.toContain(lost.token);
    expect(log).not.toContain('requestBody');
    expect(text(await (await someone.slash('list')).answer())).toContain('mine');
  });
});

describe('another server’s clip', () => {
  it('is not listed, suggested, detected, played or deleted', async () => {
    const stage = await setOwnStage();
    const owner = await member(stage);
    const stranger = await member(stage);
    const card = await (await owner.slash('upload', { audio: await voiceFile(), name: 'private' })).answer();
    const id = card.buttons[0]!.custom_id!.split(':')[1]!;

    expect(text(await (await stranger.slash('list')).answer())).toContain('/upload');
    expect(await (await stranger.autocomplete('detect', 'file', 'priv')).suggested()).toEqual([]);
    for (const file of [id, 'private', '', '../../etc/passwd']) {
      for (const command of ['detect', 'play', 'delete']) {
        const answer = await (await stranger.slash(command, { file: file || ' ' })).answer();
        expect(answer.ephemeral).toBe(true);
        expect(text(answer)).toMatch(/no such clip/);
      }
    }
    const own = await (await stranger.slash('list')).answer();
    for (const forged of [
      `detect:${id}`,
      `delete:${id}`,
      `delete-confirm:${id}`,
      'nonsense',
      'list:1:2:3:4',
    ]) {
      const answer = await (await stranger.press(own, forged)).answer();
      expect(answer.ephemeral).toBe(true);
    }
    expect(text(await (await owner.slash('list')).answer())).toContain('private');
  });
});

describe('a sound without a voice', () => {
  it('is saved like any other, and no emotion is made up for it', async () => {
    const stage = await setOwnStage();
    const someone = await member(stage);
    const audio = { fileName: 'tone.wav', bytes: toWav([tone({ durationSec: 3 })], 16_000) };
    expect((await (await someone.slash('upload', { audio })).answer()).ephemeral).toBe(false);
    const answer = await (await someone.slash('detect', { file: 'tone' })).answer();
    expect(answer.ephemeral).toBe(true);
    expect(text(answer)).toMatch(/hear no voice/);
  });
});

describe('a clip whose file has gone', () => {
  it('is said to have gone', async () => {
    const stage = await setOwnStage();
    const someone = await member(stage);
    await (await someone.slash('upload', { audio: await voiceFile(), name: 'lost' })).answer();
    await rm(join(stage.dataDir, 'clips', someone.guild.id), { recursive: true });
    const answer = await (await someone.slash('detect', { file: 'lost' })).answer();
    expect(text(answer)).toMatch(/gone from my disk/);
  });
});

describe('the bot does not start', () => {
  it('with a model that breaks its contract', async () => {
    const modelDir = join(await tempDir(), 'model');
    await cp(join(packageRoot(), 'model', 'artefacts'), modelDir, { recursive: true });
    await writeFile(join(modelDir, 'metadata.json'), '{}');
    const stage = await setOwnStage({ withBot: false });
    await expect(stage.startBot({ MODEL_DIR: modelDir })).rejects.toThrow(/model|metadata/i);
  });

  it('with an index that cannot be read, and leaves the clips alone', async () => {
    const stage = await setOwnStage({ withBot: false });
    const folder = join(stage.dataDir, 'clips', '200000000000000001');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ffffffffffffffffffff.ogg'), 'precious');
    await writeFile(join(stage.dataDir, 'index.sqlite'), 'no database at all. '.repeat(100));
    await expect(stage.startBot()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('with a wrong token, or an ffmpeg that does not run', async () => {
    const stage = await setOwnStage({ withBot: false, discord: { token: 'the-right-one' } });
    await expect(stage.startBot({}, 'a-wrong-one')).rejects.toThrow(/token/i);
    await expect(stage.startBot({ FFMPEG_PATH: '/nowhere/ffmpeg' })).rejects.toThrow(/FFMPEG_PATH/);
  });
});
