import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { environment, spawnProcess, startProcess } from '../helpers/bot-process.js';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { smallDisk } from '../helpers/small-disk.js';
import { voiceFile } from '../helpers/sounds.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

/** Starts the program where it cannot start. @returns its exit code, and its lines for whoever started it. */
async function failedStart({ discord }: Stage, dataDir: string) {
  const env = {
    ...environment,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DATA_DIR: dataDir,
    WORKERS: '1',
  };
  const end = run(process.execPath, ['dist/src/bin/main.js'], { cwd: root, env });
  const { code = 0, stderr } = (await end.catch((error: unknown) => error)) as {
    code?: number;
    stderr: string;
  };
  return { code, lines: stderr.trim().split('\n') };
}

describe('a start is refused', () => {
  it('where another bot is at work, which goes on', async () => {
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    await (await someone.slash('upload', { audio: await voiceFile(), name: 'mine' })).answer();
    const { code, lines } = await failedStart(stage, stage.dataDir);
    expect(code).toBe(1);
    expect(lines[1]).toMatch(/^another Overtone is using this DATA_DIR: stop it first/);
    const list = await (await someone.slash('list')).answer();
    expect(list.embeds[0]!.description).toContain('mine');
  });

  it('where the index is damaged, and every clip stays', async () => {
    const stage = await setOwnStage();
    const guild = stage.discord.guild();
    const someone = stage.discord.member(guild);
    await (await someone.slash('upload', { audio: await voiceFile() })).answer();
    await stage.stopBot();
    await writeFile(join(stage.dataDir, 'index.sqlite'), 'nonsense '.repeat(1000));
    const { code, lines } = await failedStart(stage, stage.dataDir);
    expect(code).toBe(1);
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/^the index is no SQLite file: bring it back from a backup/),
      expect.stringMatching(/^SQLITE_NOTADB/),
    ]);
    expect(await readdir(join(stage.dataDir, 'clips', guild.id))).toHaveLength(1);
  });

  it('where nothing can be written', async (context) => {
    const disk = await smallDisk(context, 1024 * 1024);
    await disk.makeReadOnly();
    const stage = await setOwnStage({ withBot: false });
    const { code, lines } = await failedStart(stage, join(disk.path, 'data'));
    expect(code).toBe(1);
    expect(lines[1]).toMatch(/^DATA_DIR cannot be written: make .* writable/);
  });
});

describe('a start', () => {
  it('that is told to end while it waits for Discord ends in order', async () => {
    const stage = await setOwnStage({ withBot: false });
    stage.discord.inject({ path: /gateway/, delayMs: 600_000 });
    const bot = spawnProcess(stage);
    await expect.poll(() => bot.log(), { timeout: 20_000 }).toContain('store opened');
    expect(await bot.stop('SIGTERM')).toEqual([0, null]);
  });
});

describe('an end', () => {
  it('comes also while Discord hangs', async () => {
    const stage = await setOwnStage({ withBot: false });
    const someone = stage.discord.member(stage.discord.guild());
    const bot = await startProcess(stage);
    stage.discord.inject({ path: /callback$/, delayMs: 600_000, times: 10 });
    await someone.slash('list');
    expect(await bot.stop('SIGTERM')).toEqual([0, null]);
    expect(bot.log()).toContain('work in flight did not end in time');
  });
});
