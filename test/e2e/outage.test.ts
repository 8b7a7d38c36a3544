import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startBot } from '../../src/bot.js';
import { readConfig } from '../../src/process/config.js';
import { commandBodies } from '../../commands/registry.js';
import { createLogger } from '../../src/process/logger.js';
import { startDiscordServer } from '@overtone/discord-simulator';
import { setOwnStage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

describe('while the gateway is lost', () => {
  it('work goes on, what is asked meanwhile waits, and each is answered once', async () => {
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    const upload = await someone.slash('upload', { audio: await voiceFile(), name: 'mine' });
    stage.discord.gateway.drop();
    const list = await someone.slash('list');
    expect((await upload.answer()).embeds[0]!.author?.name).toBe('Clip saved');
    expect((await list.answer()).embeds[0]!.title).toBe('Clips');
    await stage.stopBot();
    expect([upload.messages.length, list.messages.length]).toEqual([1, 1]);
    expect(stage.discord.gateway.entries).toEqual({ identified: 1, resumed: 1 });
    expect(stage.log.join('')).toMatch(/gateway lost[^]*gateway resumed/);
  });

  it('without a word, the bot finds out by its heartbeats', async () => {
    const stage = await setOwnStage({ discord: { heartbeatIntervalMs: 300 } });
    const someone = stage.discord.member(stage.discord.guild());
    const { gateway } = stage.discord;
    gateway.answersHeartbeats = false;
    await stage.discord.until(() => gateway.entries.resumed || undefined, 'the bot to come back');
    gateway.answersHeartbeats = true;
    await stage.discord.connected();
    expect((await (await someone.slash('list')).answer()).embeds[0]!.title).toBe('Clips');
  });
});

describe('when Discord is gone', () => {
  it('the bot waits for it, and starts afresh where its session is forgotten', async () => {
    const before = await startDiscordServer({ commands: commandBodies() });
    const { port, token } = before;
    const config = readConfig({
      DISCORD_API_URL: before.apiUrl,
      DISCORD_CDN_ORIGINS: before.cdnOrigin,
      DATA_DIR: await tempDir(),
      WORKERS: '1',
    });
    const bot = await startBot({ ...config, token }, createLogger('silent'));
    onTestFinished(() => bot.stop());
    await before.close();
    // Long enough for several tries to find nobody.
    await sleep(3000);
    const after = await startDiscordServer({ port, commands: commandBodies() });
    onTestFinished(() => after.close());
    await after.connected({ withinMs: 50_000 });
    const someone = after.member(after.guild());
    expect((await (await someone.slash('list')).answer()).embeds[0]!.title).toBe('Clips');
  });
});
