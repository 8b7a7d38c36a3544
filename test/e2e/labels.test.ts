import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Member } from '@overtone/discord-simulator';
import { findLabelledClips } from '../../model/data/labelled-clips.js';
import { packageRoot } from '../../src/process/package-root.js';
import { setOwnStage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

/** Runs one of the programs in `dist/src/bin` beside the bot. @returns its exit code and what it wrote. */
async function program(name: string, env: Record<string, string>, ...args: string[]) {
  const all = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...env };
  const script = [join(root, 'dist', 'src', 'bin', `${name}.js`), ...args];
  try {
    const { stdout } = await run(process.execPath, script, { cwd: await tempDir(), env: all });
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

/** Uploads a clip, has it detected and says what is heard. */
async function label(member: Member, name: string, said: string): Promise<void> {
  await (await member.slash('upload', { audio: await voiceFile(), name })).answer();
  const heard = await (await member.slash('detect', { file: name })).answer();
  await (await member.choose(heard, heard.selects[0]!.custom_id!, said)).answer();
}

describe('what uploaders hear', () => {
  it('is told to the operator without names, and written for training only where members are told', async () => {
    const stage = await setOwnStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' } });
    const guild = stage.discord.guild();
    const members = Array.from({ length: 5 }, (_, i) => stage.discord.member(guild, { name: `member${i}` }));
    const env = { DATA_DIR: stage.dataDir };
    expect(await program('agreement', env)).toEqual({
      code: 0,
      text: 'Nobody has said yet what they hear.\n',
    });
    for (const [i, member] of members.entries()) {
      if (i === 4) expect((await program('agreement', env)).text).toMatch(/^Groups of fewer than 5 people/);
      await label(member, `voice of ${member.name}`, i === 0 ? 'No emotion' : 'Sad');
    }
    const { code, text } = await program('agreement', env);
    expect(code).toBe(0);
    expect(text).toMatch(/ 5 │ +(0|80) %/);
    for (const { id, name } of members) {
      expect(text).not.toContain(id);
      expect(text).not.toContain(name);
    }

    const folder = join(await tempDir(), 'labels');
    expect(await program('export-labels', env, folder)).toMatchObject({
      code: 1,
      text: expect.stringContaining('ALLOW_LABEL_EXPORT is not yes') as unknown,
    });
    await expect(readdir(folder)).rejects.toThrow();

    const allowed = { ...env, ALLOW_LABEL_EXPORT: 'yes' };
    expect(await program('export-labels', allowed, folder)).toMatchObject({
      code: 0,
      text: expect.stringContaining('4 clips of 4 speakers') as unknown,
    });
    const clips = (await findLabelledClips(folder))!;
    expect(clips.map(({ emotion }) => emotion)).toEqual(Array(4).fill('sad'));
    expect(new Set(clips.map(({ speaker }) => speaker)).size).toBe(4);
    const kept = await contentsOf(join(stage.dataDir, 'clips', guild.id));
    for (const { file, id } of clips) {
      expect(kept).toContain((await readFile(file)).toString('base64'));
      for (const member of members) expect(id).not.toMatch(new RegExp(`${member.id}|${member.name}`));
    }
    expect(await program('export-labels', allowed, folder)).toMatchObject({
      code: 1,
      text: expect.stringContaining('is not empty') as unknown,
    });
  }, 120_000);
});

async function contentsOf(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => (await readFile(join(folder, name))).toString('base64')));
}
