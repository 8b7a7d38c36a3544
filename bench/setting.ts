import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandBodies } from '../commands/registry.js';
import { startDiscordServer, type DiscordServer, type Member } from '@overtone/discord-simulator';
import type { Build } from './build-commit.js';
import { ffmpegForTests } from '../test/helpers/ffmpeg-clips.js';

/** What every row of the table measures with. */
export interface Setting {
  /** Discord's stand-in, on loopback. */
  discord: DiscordServer;
  /** Who asks. */
  member: Member;
  ffmpeg: string;
  /** The commit that this one is compared with, if any. */
  against?: Build | undefined;
  /** An empty folder for each asker. */
  folder(): Promise<string>;
  close(): Promise<void>;
}

export async function createSetting(against?: Build): Promise<Setting> {
  const root = await mkdtemp(join(tmpdir(), 'overtone-bench-'));
  const discord = await startDiscordServer({ commands: commandBodies(), keep: { calls: 100 } });
  return {
    discord,
    member: discord.member(discord.guild()),
    ffmpeg: await ffmpegForTests(),
    against,
    folder: () => mkdtemp(join(root, 'part-')),
    async close() {
      await discord.close();
      await rm(root, { recursive: true });
    },
  };
}
