import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { packageRoot } from '../../src/process/package-root.js';
import type { StoredMessage } from '@overtone/discord-simulator';
import { startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { smallDisk } from '../helpers/small-disk.js';
import { voiceFile } from '../helpers/sounds.js';

const MIB = 1024 * 1024;

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const text = (message: StoredMessage) => message.embeds[0]!.description ?? '';

describe('on a disk that is full', () => {
  it('nothing is taken, nothing is lost, and what there is goes on', async (context) => {
    const disk = await smallDisk(context, 4 * MIB);
    const dataDir = join(disk.path, 'data');
    const { discord } = await setOwnStage({ withBot: false });
    const someone = discord.member(discord.guild());
    const upload = async (name: string, durationSec: number) =>
      (await someone.slash('upload', { audio: await voiceFile({ durationSec }), name })).answer();
    const list = async () => text(await (await someone.slash('list')).answer());

    const bot = await startProcess({ discord, dataDir });
    for (const name of ['first', 'second']) expect((await upload(name, 2)).ephemeral).toBe(false);
    await disk.fill(0);
    const refused = await upload('third', 4);
    expect(refused.ephemeral).toBe(true);
    expect(text(refused)).toMatch(/disk is full, so nothing was saved/);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
    expect(await list()).toMatch(/second[^]*first/);
    const heard = await (await someone.slash('detect', { file: 'first' })).answer();
    expect(EMOTIONS.map(String)).toContain(heard.embeds[0]!.title?.toLowerCase());
    expect(await bot.stop('SIGTERM')).toEqual([0, null]);

    const again = await startProcess({ discord, dataDir });
    expect(await list()).toMatch(/second[^]*first/);
    await disk.clear();
    expect((await upload('third', 4)).ephemeral).toBe(false);
    const question = await (await someone.slash('delete', { file: 'first' })).answer();
    expect(text(await (await someone.click(question, 'Delete')).answer())).toMatch(/is deleted/);
    expect(await list()).toMatch(/third[^]*second/);
    expect(await again.stop('SIGTERM')).toEqual([0, null]);
  });
});
