import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import type { Member } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { textFile, voiceFile } from '../helpers/sounds.js';
import { startProcess } from '../helpers/bot-process.js';
import { tempDir } from '../helpers/temp-dir.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

/** Runs one of the programs in `dist/src/bin` as an operator would. @returns its exit code and what it wrote. */
async function program(name: string, dataDir: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, DATA_DIR: dataDir };
  const script = [join(root, 'dist', 'src', 'bin', `${name}.js`), ...args];
  try {
    const { stdout } = await run(process.execPath, script, { cwd: await tempDir(), env });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

async function upload(member: Member, name: string) {
  return (await member.slash('upload', { audio: await voiceFile(), name })).answer();
}

async function listed(member: Member): Promise<string> {
  return (await (await member.slash('list')).answer()).embeds[0]!.description ?? '';
}

describe('a backup', () => {
  it('is taken from a running bot, can be verified, and can be started from', async () => {
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    for (const name of ['first', 'second']) await upload(someone, name);
    const folder = join(await tempDir(), 'backup');

    expect(await program('backup', stage.dataDir, folder)).toMatchObject({
      code: 0,
      text: expect.stringContaining('2 clips') as unknown,
    });
    expect(await program('verify', stage.dataDir)).toMatchObject({ code: 0 });
    expect(await program('verify', stage.dataDir, folder)).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^2 clips, .*all sound/) as unknown,
    });
    expect(await program('backup', stage.dataDir, folder)).toMatchObject({
      code: 1,
      text: expect.stringContaining('choose a new folder') as unknown,
    });

    await upload(someone, 'third');
    await stage.stopBot();
    await stage.startBot({ DATA_DIR: folder });
    const text = await listed(someone);
    expect(text).toContain('second');
    expect(text).not.toContain('third');
  });
});

describe('what is kept', () => {
  it.skipIf(process.platform === 'win32')('is for whoever runs the bot alone', async () => {
    const stage = await setOwnStage({ withBot: false });
    const bot = await startProcess(stage);
    await upload(stage.discord.member(stage.discord.guild()), 'private');
    const open: string[] = [];
    // An answer is seen before its note is removed.
    await expect.poll(() => readdir(join(stage.dataDir, 'owed-answers'))).toEqual([]);
    for (const entry of await readdir(stage.dataDir, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
    }
    expect(open).toEqual([]);
    await bot.stop('SIGTERM');
  });
});

describe('the log', () => {
  it('holds no token, no file name and no words of members', async () => {
    const stage = await setOwnStage({ env: { MAX_CLIP_SECONDS: '5' } });
    const someone = stage.discord.member(stage.discord.guild());
    const secret = `secret${randomBytes(4).toString('hex')}`;
    const metadata = ['-metadata', `title=${secret}`, '-metadata', `artist=${secret}`];
    const said = await tellEverything(stage, someone, secret, metadata);
    expect(said).toContain(secret);

    const kept = stage.log.filter((line) => (JSON.parse(line) as { level: number }).level >= 30);
    expect(kept.some((line) => line.includes('CLIP_TOO_LONG'))).toBe(true);
    expect(kept.some((line) => line.includes('"command":"detect"'))).toBe(true);
    for (const line of kept) {
      expect(line).not.toContain(secret);
      expect(line).not.toContain(stage.discord.token);
    }
  });
});

/** Uses every command with a word of the member's in all that one can name. @returns what the bot said. */
async function tellEverything(stage: Stage, someone: Member, secret: string, metadata: string[]) {
  const fileName = `${secret}.ogg`;
  const voice = { ...(await voiceFile({ extraArgs: metadata })), fileName };
  const tooLong = { ...(await voiceFile({ durationSec: 7, extraArgs: metadata })), fileName };
  const answers = [
    await someone.slash('upload', { audio: voice, name: secret }),
    await someone.slash('upload', { audio: tooLong, name: secret }),
    await someone.slash('upload', { audio: { ...textFile(), fileName } }),
    await someone.autocomplete('detect', 'file', secret),
    await someone.slash('detect', { file: secret }),
    await someone.slash('detect', { file: `${secret} not there` }),
    await someone.slash('play', { file: secret }),
    await someone.slash('list'),
    await someone.slash('delete', { file: secret }),
  ];
  return JSON.stringify(await Promise.all(answers.slice(0, 3).map((answer) => answer.answer())));
}
