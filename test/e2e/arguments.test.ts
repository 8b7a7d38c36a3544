import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { environment } from '../helpers/bot-process.js';
import { LIMITS } from '../helpers/builders.js';
import { addClip, sqliteIn } from '../helpers/clip-store.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

interface Spot {
  cwd: string;
  env?: Record<string, string>;
}

/** Runs `npm --prefix ROOT run SCRIPT`, as whoever stands in another folder does. */
async function npmRun({ cwd, env = {} }: Spot, script: string, ...args: string[]): Promise<Run> {
  const all = ['--prefix', root, 'run', '--silent', script, '--', ...args];
  return run('npm', all, { cwd, env: { ...environment, ...env } }).then(
    (ended) => ({ code: 0, ...ended }),
    (error: unknown) => error as Run,
  );
}

const linesOf = ({ stdout }: Run) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Gives `detect` bytes by a shell's command line, such as `cat FILE | "$@" -`. */
async function detectInShell(commandLine: string, { cwd, env = {} }: Spot): Promise<Run> {
  const detect = [process.execPath, join(root, 'dist/src/bin/detect.js'), '--json'];
  const child = spawn('bash', ['-c', commandLine, 'bash', ...detect], {
    cwd,
    env: { ...environment, WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

describe('a path that a program is given', () => {
  it('is looked up where npm was called', async () => {
    const cwd = await tempDir();
    await writeFile(join(cwd, 'clip.ogg'), (await voiceFile()).bytes);
    const { code, stdout } = await npmRun({ cwd, env: { WORKERS: '1' } }, 'detect', '--json', 'clip.ogg');
    expect(JSON.parse(stdout)).toMatchObject({ file: 'clip.ogg', emotion: expect.any(String) as string });
    expect(code).toBe(0);
  });

  it('is so by backup and verify, too', async () => {
    const cwd = await tempDir();
    const dataDir = join(cwd, 'data');
    const spot = { cwd, env: { DATA_DIR: dataDir } };
    const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    await addClip(store);
    await store.close();
    expect(await npmRun(spot, 'backup', 'copy')).toMatchObject({ code: 0 });
    expect(await readdir(cwd)).toContain('copy');
    expect(await npmRun(spot, 'verify', 'copy')).toMatchObject({ code: 0 });
    expect(
      await npmRun(spot, 'migrate', '--to', 'sqlite://moved/index', '--to-clips', 'file:moved'),
    ).toMatchObject({
      code: 0,
    });
    expect(await readdir(join(cwd, 'moved'))).toContain('index');
  });
});

describe('npm run detect', () => {
  it('says in words and in JSON what is no file', async () => {
    const cwd = await tempDir();
    await mkdir(join(cwd, 'clips'));
    const spot = { cwd, env: { WORKERS: '1' } };
    const asJson = await npmRun(spot, 'detect', '--json', 'clips', 'nowhere.ogg');
    expect(linesOf(asJson)).toEqual([
      {
        file: 'clips',
        error: { code: 'FILE_IS_FOLDER', message: expect.stringContaining('is a folder') as string },
      },
      {
        file: 'nowhere.ogg',
        error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('is not there') as string },
      },
    ]);
    expect(asJson.code).toBe(1);
    const { stdout } = await npmRun(spot, 'detect', 'clips', 'nowhere.ogg');
    expect(stdout).toMatch(/clips.*That is a folder[^]*nowhere\.ogg.*That file is not there/);
  });

  it.each([
    ['standard input', 'cat clip | "$@" -', '-'],
    ['a file as standard input', '"$@" - < clip', '-'],
    ['a pipe', '"$@" <(cat clip)', expect.stringMatching(/^\/dev\/fd\//) as string],
  ])('hears what comes by %s, and leaves nothing behind', async (_way, commandLine, file) => {
    const [cwd, TMPDIR] = [await tempDir(), await tempDir()];
    // An MP4 whose index is at its end cannot be read from a pipe.
    await writeFile(join(cwd, 'clip'), (await voiceFile({ format: 'mp4' })).bytes);
    const { code, stdout, stderr } = await detectInShell(commandLine, { cwd, env: { TMPDIR } });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ file, confidence: expect.any(String) as string });
    expect(code).toBe(0);
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  it.each([
    ['nothing at all', '"$@" - < /dev/null', 'NOT_AUDIO'],
    ['a folder', '"$@" - < .', 'FILE_IS_FOLDER'],
    ['more than a clip may hold', '"$@" - < /dev/zero', 'CLIP_TOO_BIG'],
    ['more than a clip may hold, by a device', '"$@" /dev/zero', 'CLIP_TOO_BIG'],
  ])('refuses %s on standard input', async (_what, commandLine, code) => {
    const [cwd, TMPDIR] = [await tempDir(), await tempDir()];
    const ended = await detectInShell(commandLine, { cwd, env: { TMPDIR, MAX_CLIP_BYTES: '1000000' } });
    expect(linesOf(ended)).toMatchObject([{ error: { code } }]);
    expect(ended.code).toBe(1);
    expect(await readdir(TMPDIR)).toEqual([]);
  });

  it('leaves nothing behind when it is told to end', async () => {
    const [cwd, TMPDIR] = [await tempDir(), await tempDir()];
    const detect = [join(root, 'dist/src/bin/detect.js'), '-'];
    const child = spawn(process.execPath, detect, {
      cwd,
      env: { ...environment, WORKERS: '1', TMPDIR },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.write((await voiceFile()).bytes);
    await expect.poll(() => readdir(TMPDIR), { timeout: 20_000 }).not.toEqual([]);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await readdir(TMPDIR)).toEqual([]);
  });
});
