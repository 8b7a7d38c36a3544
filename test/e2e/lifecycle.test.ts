import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { commandBodies } from '../../commands/registry.js';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { packageRoot } from '../../src/process/package-root.js';
import { environment, startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { textFile, voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

describe('the program', () => {
  it('keeps its clips and its buttons over a restart, and ends in order when told to', async () => {
    const stage = await setOwnStage({ withBot: false });
    const someone = stage.discord.member(stage.discord.guild());
    const before = await startProcess(stage);
    const card = await (await someone.slash('upload', { audio: await voiceFile(), name: 'kept' })).answer();
    void before.stop('SIGTERM');
    expect(await before.stop('SIGTERM')).toEqual([0, null]);

    const after = await startProcess(stage);
    const answer = await (await someone.click(card, 'Detect')).answer();
    expect(EMOTIONS.map(String)).toContain(answer.embeds[0]!.title?.toLowerCase());
    expect(await after.stop('SIGKILL')).toEqual([null, 'SIGKILL']);

    const last = await startProcess(stage);
    const list = await (await someone.slash('list')).answer();
    expect(list.embeds[0]!.description).toContain('kept');
    await last.stop('SIGTERM');
    expect(stage.discord.violations).toEqual([]);
  });

  it('may be stopped twice', async () => {
    const stage = await setOwnStage({ withBot: false });
    const bot = await stage.startBot();
    await Promise.all([bot.stop(), bot.stop()]);
    await expect(bot.stop()).resolves.toBeUndefined();
  });

  it('answers what is in flight before it ends, or tells that it has no time', async () => {
    const stage = await setOwnStage({ withBot: false });
    const someone = stage.discord.member(stage.discord.guild());
    for (const [seconds, title] of [
      [2, 'Clip saved'],
      [60, undefined],
    ] as const) {
      const bot = await startProcess(stage, { env: { FFMPEG_PATH: await slowFfmpeg(seconds) } });
      const exchange = await someone.slash('upload', { audio: await voiceFile() });
      await exchange.acknowledged();
      const ended = bot.stop('SIGTERM');
      const answer = await exchange.answer();
      expect(answer.embeds[0]!.author?.name).toBe(title);
      if (title === undefined) expect(answer.embeds[0]!.description).toMatch(/being restarted/);
      expect(await ended).toEqual([0, null]);
    }
    expect(await readdir(join(stage.dataDir, 'incoming'))).toEqual([]);
  });

  it.each([
    ['a rejection', 'Promise.reject(new Error("nobody cares"))'],
    ['an exception', 'throw new Error("nobody cares")'],
  ])('ends with a failure, and logs why, when nobody deals with %s', async (_what, code) => {
    const stage = await setOwnStage({ withBot: false });
    const later = `process.on('SIGUSR2', () => { ${code} })`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(later)}`;
    const bot = await startProcess(stage, { env: { NODE_OPTIONS } });
    expect(await bot.stop('SIGUSR2')).toEqual([1, null]);
    expect(bot.log()).toMatch(/"level":60.*nobody cares/);
  });

  it('says that the disk is full, and loses nothing', async () => {
    const stage = await setOwnStage({ withBot: false });
    const someone = stage.discord.member(stage.discord.guild());
    const bot = await startProcess(stage, { maxFileBlocks: '256' });
    await (await someone.slash('upload', { audio: await voiceFile(), name: 'small' })).answer();
    const big = await voiceFile({ durationSec: 8, format: 'wav-16' });
    const refusal = await (await someone.slash('upload', { audio: big, name: 'big' })).answer();
    expect(refusal.ephemeral).toBe(true);
    expect(refusal.embeds[0]!.description).toMatch(/disk is full, so nothing was saved/);
    const list = await (await someone.slash('list')).answer();
    expect(list.embeds[0]!.description).toContain('small');
    expect(list.embeds[0]!.description).not.toContain('big');
    await bot.stop('SIGTERM');
  });

  it('ends with a failure once Discord takes its token no longer', async () => {
    const stage = await setOwnStage({ withBot: false });
    const bot = await startProcess(stage);
    stage.discord.gateway.drop({ resumable: false, code: 4004 });
    expect(await bot.exited).toEqual([1, null]);
  });

  it('opens the sandbox where it has no token, says where, and ends in order', async () => {
    const dataDir = await tempDir();
    const env = { ...environment, DATA_DIR: dataDir, WORKERS: '1' };
    const child = spawn(process.execPath, ['dist/src/bin/main.js'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said, { timeout: 20_000 }).toMatch(/Sandbox: .*\n.*DISCORD_TOKEN.*\n$/);
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)![0];
    expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\/html/);

    const { port } = new URL(url);
    const second = run(process.execPath, ['dist/src/bin/main.js'], {
      cwd: root,
      env: { ...env, DATA_DIR: await tempDir(), PORT: port },
    });
    await expect(second).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(port) as string });

    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says so when Discord does not know its token', async () => {
    const stage = await setOwnStage({ withBot: false });
    const env = {
      ...environment,
      DISCORD_TOKEN: 'not-the-token',
      DISCORD_API_URL: stage.discord.apiUrl,
      DATA_DIR: stage.dataDir,
    };
    const failure = (await run(process.execPath, ['dist/src/bin/main.js'], { cwd: root, env }).catch(
      (error: unknown) => error,
    )) as { code: number; stderr: string };
    expect(failure.code).toBe(1);
    expect(failure.stderr.trim().split('\n')).toEqual([expect.stringMatching(/token/i)]);
  });

  it('takes from .env what the environment leaves empty', async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, '.env'), 'MAX_CLIP_SECONDS=of the file\nMAX_CLIP_BYTES=of the file\n');
    const env = { ...environment, MAX_CLIP_SECONDS: '', MAX_CLIP_BYTES: 'of the environment' };
    const { stderr } = (await run(process.execPath, [join(root, 'dist/src/bin/main.js')], { cwd, env }).catch(
      (error: unknown) => error,
    )) as { stderr: string };
    expect(stderr).toMatch(/MAX_CLIP_SECONDS.*"of the file"/);
    expect(stderr).toMatch(/MAX_CLIP_BYTES.*"of the environment"/);
  });

  it('reports every fault of its configuration, and starts nothing', async () => {
    const env = { ...environment, DISCORD_GUILD_ID: 'x', MAX_CLIP_BYTES: 'y' };
    await expect(run(process.execPath, ['dist/src/bin/main.js'], { cwd: root, env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/DISCORD_GUILD_ID[^]*MAX_CLIP_BYTES/) as unknown,
    });
  });
});

describe('a lost connection', () => {
  it('is taken up again', async () => {
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    stage.discord.gateway.drop();
    await stage.discord.connected();
    const answer = await (await someone.slash('list')).answer();
    expect(answer.embeds[0]!.title).toBe('Clips');
  });
});

describe('npm run register', () => {
  it('shows the difference, publishes, and then finds none', async () => {
    const stage = await setOwnStage({ withBot: false, discord: { commands: [] } });
    const env = {
      ...environment,
      DISCORD_TOKEN: stage.discord.token,
      DISCORD_API_URL: stage.discord.apiUrl,
    };
    const names = commandBodies().map(({ name }) => name);
    const register = (...args: string[]) =>
      run(process.execPath, ['dist/src/bin/register.js', ...args], { cwd: root, env });

    await expect(register('--check')).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('+ upload') as unknown,
    });
    expect(stage.discord.commands()).toEqual([]);
    expect((await register()).stdout).toContain(`Registered ${names.length} commands for all servers.`);
    expect(stage.discord.commands().map(({ name }) => name)).toEqual(names);
    expect((await register('--check')).stdout).toContain('Nothing to change');
    expect((await register('--remove')).stdout).toContain('- upload');
    expect(stage.discord.commands()).toEqual([]);
    expect(stage.discord.violations).toEqual([]);
  });
});

describe('npm run detect', () => {
  const detect = (...args: string[]) =>
    run(process.execPath, ['dist/src/bin/detect.js', ...args], { cwd: root, env: environment });

  it('writes one line per file, in order, and fails if one did', async () => {
    const folder = await tempDir();
    const [voicePath, textPath] = [join(folder, 'voice.ogg'), join(folder, 'notes.mp3')];
    await writeFile(voicePath, (await voiceFile({ durationSec: 3 })).bytes);
    await writeFile(textPath, textFile().bytes);
    const failure = (await detect('--json', textPath, voicePath, '/nowhere.wav').catch(
      (error: unknown) => error,
    )) as { code: number; stdout: string };
    expect(failure.code).toBe(1);
    const lines = failure.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { file: textPath, error: { code: 'NOT_AUDIO' } },
      { file: voicePath, windows: [{ startSec: 0, endSec: lines[1]!.durationSec }] },
      { file: '/nowhere.wav', error: { code: 'FILE_UNREADABLE' } },
    ]);
    expect(lines[1]!.durationSec).toBeCloseTo(3, 1);
    const probabilities = Object.values(lines[1]!.probabilities as Record<string, number>);
    expect(Object.keys(lines[1]!.probabilities as object)).toEqual([...EMOTIONS]);
    expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it('draws a table for people', async () => {
    const path = join(await tempDir(), 'voice.ogg');
    await writeFile(path, (await voiceFile()).bytes);
    const { stdout } = await detect(path);
    expect(stdout).toContain('█');
    expect(stdout).toMatch(/Clearly|Likely|Unsure/);
  });

  it('computes with the backend that was asked for, or says that it does not load here', async () => {
    const path = join(await tempDir(), 'voice.ogg');
    await writeFile(path, (await voiceFile()).bytes);
    const withBackend = (TFJS_BACKEND: string) =>
      run(process.execPath, ['dist/src/bin/detect.js', '--json', path], {
        cwd: root,
        env: { ...environment, TFJS_BACKEND },
      });
    const wasm = await withBackend('wasm');
    const native = await withBackend('tensorflow').catch((error: unknown) => error as { stderr: string });
    if ('stdout' in native && native.stdout !== '') {
      const [a, b] = [wasm, native].map(({ stdout }) => JSON.parse(stdout) as { emotion: string });
      expect(a!.emotion).toBe(b!.emotion);
    } else expect(native.stderr).toContain('set it to auto or wasm');
  });
});
