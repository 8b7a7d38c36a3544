import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationCommandOptionType as Type } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { commandBodies } from '../../commands/registry.js';
import type { Member, StoredMessage } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { ffmpegForTests } from '../helpers/ffmpeg-clips.js';
import { textFile, voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

async function member(stage: Stage): Promise<Member> {
  const someone = stage.discord.member(stage.discord.guild());
  await stage.discord.connected();
  return someone;
}

const text = (message: StoredMessage) => message.embeds[0]?.description ?? '';

/** What the bot logged as a mistake of its own. */
const mistakes = (stage: Stage) =>
  stage.log.filter((line) => (JSON.parse(line) as { level: number }).level >= 50);

describe('an upload whose member can no longer be answered', () => {
  it('is not downloaded to its end', async () => {
    const stage = await setOwnStage();
    const someone = await member(stage);
    const incoming = () => readdir(join(stage.dataDir, 'incoming'));
    // Discord hears of it too late to take it; the download itself would last a minute.
    stage.discord.inject({ method: 'POST', path: /callback/, delayMs: 2500 });
    await someone.slash('upload', {
      audio: await voiceFile({ misbehaviour: { kind: 'drip', bytes: 100, everyMs: 1000 } }),
    });
    await expect.poll(incoming).toHaveLength(1);
    await expect.poll(incoming, { timeout: 10_000 }).toEqual([]);
    await expect.poll(() => stage.log.join('')).toContain('too late');
    expect(mistakes(stage)).toEqual([]);
  });
});

describe('commands that are not as this bot knows them', () => {
  it('are refused, and are no mistake of its own', async () => {
    const option = (name: string, type: number) => ({ name, description: name, type });
    const others: Record<string, ReturnType<typeof option>[]> = {
      upload: [option('audio', Type.String)],
      list: [option('member', Type.Integer)],
      detect: [option('file', Type.Integer)],
      play: [option('file', Type.Boolean)],
      delete: [],
    };
    const commands = commandBodies().map((body) => ({
      ...body,
      ...(body.name in others && { options: others[body.name] }),
    })) as ReturnType<typeof commandBodies>;
    const stage = await setOwnStage({ discord: { commands } });
    const someone = await member(stage);
    const values = {
      upload: { audio: 'https://example.org/a.ogg' },
      list: { member: 1 },
      detect: { file: 7 },
      play: { file: true },
      delete: {},
    };
    for (const [name, given] of Object.entries(values)) {
      const answer = await (await someone.slash(name, given)).answer();
      expect(answer.ephemeral).toBe(true);
      expect(text(answer)).toMatch(/do not know that command/);
    }
    expect(mistakes(stage)).toEqual([]);
  });
});

describe('forged and stale buttons', () => {
  it('are answered to the presser alone, show nothing new and remove nothing', async () => {
    const stage = await setOwnStage();
    const owner = await member(stage);
    const neighbour = stage.discord.member(owner.guild);
    const stranger = await member(stage);
    const card = await (await owner.slash('upload', { audio: await voiceFile(), name: 'mine' })).answer();
    const id = card.buttons[0]!.custom_id!.split(':')[1]!;
    const there = await (await neighbour.slash('list')).answer();
    const elsewhere = await (await stranger.slash('list')).answer();

    const junk = [
      '',
      ':',
      '::::',
      'x'.repeat(100),
      '__proto__:a',
      'constructor',
      'detect',
      'detect:',
      'delete:*',
    ];
    const notMine = [`delete:${id}`, `delete-confirm:${id}`, 'delete-confirm:mine', `list:${owner.id}:all:0`];
    const badPages = ['-1', '1e3', '0x1', '1234567', ' ', ''].map(
      (page) => `list:${neighbour.id}:all:${page}`,
    );
    const badMembers = ['*', '../1', '1'].map((who) => `list:${neighbour.id}:${who}:0`);
    const foreign = [id, 'mine', `../${owner.guild.id}/${id}`].flatMap((file) =>
      ['detect', 'delete', 'delete-confirm'].map((name) => `${name}:${file}`),
    );
    for (const forged of [...junk, ...notMine, ...badPages, ...badMembers]) {
      expect((await (await neighbour.press(there, forged)).answer()).ephemeral, forged).toBe(true);
    }
    for (const forged of foreign) {
      const answer = await (await stranger.press(elsewhere, forged)).answer();
      expect(answer.ephemeral, forged).toBe(true);
      expect(text(answer), forged).toMatch(/no such clip/);
    }
    const beyond = await (await neighbour.press(there, `list:${neighbour.id}:all:999999`)).answer();
    expect(text(beyond)).toContain('mine');
    expect(mistakes(stage)).toEqual([]);
  });
});

describe('hostile names', () => {
  it('are shown as text, ping nobody, and open no path', async () => {
    const stage = await setOwnStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' } });
    const someone = await member(stage);
    const audio = await voiceFile({ durationSec: 1 });
    const names = [
      '../../../../etc/passwd',
      '@everyone <@&1> <#1>',
      '**b** [x](https://evil.example) ||s||',
      '\u202egpj.exe\u2066',
      'a\nb\u0000\u0007c',
      '🏳️‍🌈'.repeat(20),
      'Z\u0300\u0301\u0302'.repeat(20),
    ];
    for (const name of names) {
      const exchange = await someone.slash('upload', { audio, name });
      expect((await exchange.answer()).ephemeral).toBe(false);
      const again = { ...audio, fileName: `${name.repeat(5)}.ogg` };
      expect((await (await someone.slash('upload', { audio: again })).answer()).ephemeral).toBe(false);
    }
    expect(text(await (await someone.slash('upload', { audio, name: '\u200b\u3164' })).answer())).toMatch(
      /nothing to show/,
    );
    const listed = await (await someone.slash('list')).answer();
    const shown = listed.embeds[0]!.description!;
    expect(shown).not.toMatch(/@everyone|(?<!\\)<@&|(?<!\\)\*\*b|[\u202a-\u202e\u2066-\u2069]|[^\P{Cc}\n]/u);
    const choices = await (await someone.autocomplete('detect', 'file', '')).suggested();
    expect(choices).toHaveLength(2 * names.length);
    for (const { value } of choices) {
      expect((await (await someone.slash('play', { file: String(value) })).answer()).files).toHaveLength(1);
    }
    const saved = await readdir(join(stage.dataDir, 'clips', someone.guild.id));
    expect(saved.every((file) => /^[0-9a-f]{20}\.ogg$/.test(file))).toBe(true);
    expect(saved).toHaveLength(2 * names.length);
    expect(stage.discord.violations).toEqual([]);
    expect(mistakes(stage)).toEqual([]);
  });
});

describe('an old ffmpeg', () => {
  it('is used with a warning at start, which names its version', async () => {
    const old = join(await tempDir(), 'ffmpeg');
    const says = 'ffmpeg version N-47683-old Copyright (c) 2000-2018 the FFmpeg developers';
    const real = await ffmpegForTests();
    await writeFile(
      old,
      `#!/bin/sh\nif [ "$1" = -version ]; then echo '${says}'; exit; fi\nexec "${real}" "$@"\n`,
    );
    await chmod(old, 0o755);
    const stage = await setOwnStage({ env: { FFMPEG_PATH: old } });
    const warning = stage.log.map((line) => JSON.parse(line) as object).find((line) => 'outdated' in line);
    expect(warning).toMatchObject({
      level: 40,
      version: 'N-47683-old',
      msg: expect.stringMatching(/newer one is safer: .+ and start again/) as unknown,
    });
    const someone = await member(stage);
    expect(text(await (await someone.slash('upload', { audio: textFile() })).answer())).toMatch(/no sound/);
  });
});
