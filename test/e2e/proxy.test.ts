import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { environment, startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { freePort } from '../helpers/free-port.js';
import { startProxy } from '../helpers/proxy-server.js';
import { voiceFile } from '../helpers/sounds.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

describe('behind a proxy', () => {
  it('the bot reaches REST, gateway and CDN of a Discord that it does not reach itself', async () => {
    const stage = await setOwnStage({ withBot: false });
    const { discord } = stage;
    const proxy = await startProxy({ credentials: 'me:secret' });
    const hidden = (url: string) => url.replace('127.0.0.1', 'discord.invalid');
    discord.gateway.url = hidden(discord.gateway.url);
    const DISCORD_API_URL = hidden(discord.apiUrl);
    const bot = await startProcess(stage, { env: { DISCORD_API_URL, HTTP_PROXY: proxy.url } });

    const someone = discord.member(discord.guild());
    const answer = await (await someone.slash('upload', { audio: await voiceFile(), name: 'mine' })).answer();
    expect(answer.embeds[0]!.author?.name).toBe('Clip saved');

    const { host } = new URL(DISCORD_API_URL);
    expect(new Set(proxy.asked)).toEqual(new Set([host, new URL(discord.cdnOrigin).host]));
    expect(proxy.firstLines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^GET \/api\/v10\/gateway\/bot /),
        expect.stringMatching(/^GET \/\?v=10&encoding=json /),
        expect.stringMatching(/^GET \/(ephemeral-)?attachments\//),
      ]),
    );
    expect(bot.log()).toContain('Discord is reached through a proxy');
    expect(bot.log()).not.toContain('secret');

    discord.gateway.drop();
    await discord.connected();
    const list = await (await someone.slash('list')).answer();
    expect(list.embeds[0]!.description).toContain('mine');
    expect(proxy.firstLines.filter((line) => line.startsWith('GET /?v=10'))).toHaveLength(2);
    await bot.stop('SIGTERM');
  });

  it('so do commands that are registered', async () => {
    const { discord } = await setOwnStage({ withBot: false, discord: { commands: [] } });
    const proxy = await startProxy();
    const env = {
      ...environment,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl.replace('127.0.0.1', 'discord.invalid'),
      http_proxy: proxy.url,
    };
    await run(process.execPath, ['dist/src/bin/register.js'], { cwd: root, env });
    expect(discord.commands()).not.toEqual([]);
    expect(proxy.asked).not.toEqual([]);
  });

  it('a start fails with a sentence where the proxy is none that it can speak to, or is not there', async () => {
    const { discord, dataDir } = await setOwnStage({ withBot: false });
    const end = (HTTP_PROXY: string) => {
      const env = {
        ...environment,
        DISCORD_TOKEN: discord.token,
        DISCORD_API_URL: discord.apiUrl,
        DATA_DIR: dataDir,
        WORKERS: '1',
        HTTP_PROXY,
      };
      return run(process.execPath, ['dist/src/bin/main.js'], { cwd: root, env });
    };
    await expect(end('socks5://127.0.0.1:1080')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/HTTP_PROXY must be a proxy that is spoken to over HTTP/) as string,
    });
    await expect(end(`http://127.0.0.1:${await freePort()}`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/ECONNREFUSED/) as string,
    });
  });

  it('the sandbox, which is on this machine, needs none', async () => {
    const { dataDir } = await setOwnStage({ withBot: false });
    const env = { ...environment, DATA_DIR: dataDir, WORKERS: '1', HTTP_PROXY: 'http://127.0.0.1:9' };
    const started = run(process.execPath, ['dist/src/bin/main.js'], { cwd: root, env, timeout: 15_000 });
    started.child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('Ctrl+C')) started.child.kill('SIGTERM');
    });
    expect((await started).stdout).toContain('Sandbox: open http://127.0.0.1:');
  });
});
