import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/process/config.js';
import { createLogger } from '../../src/process/logger.js';
import type { Sandbox } from '@overtone/sandbox';
import { startOvertoneSandbox } from '../../src/bin/programs/run-sandbox.js';
import type { RunningBot } from '../../src/bot.js';
import { SandboxPage } from './sandbox-page.js';

export const MIB = 1024 * 1024;

/** A sandbox with the bot in it, which takes clips of 1 MiB; its page is not built. */
export class SandboxStage {
  private constructor(
    readonly dataDir: string,
    public sandbox: Sandbox<RunningBot>,
  ) {}

  static async set(): Promise<SandboxStage> {
    const dataDir = await mkdtemp(join(tmpdir(), 'overtone-sandbox-'));
    return new SandboxStage(dataDir, await start(dataDir));
  }

  get url(): string {
    return this.sandbox.url;
  }

  /** A page for one test alone, as Ada in the choir unless told otherwise. */
  async open(guild = 'Choir', user = 'Ada'): Promise<SandboxPage> {
    const page = await SandboxPage.open(this.url);
    onTestFinished(() => {
      page.close();
    });
    await page.view(guild, user);
    return page;
  }

  async restart(): Promise<void> {
    await this.sandbox.stop();
    this.sandbox = await start(this.dataDir);
  }

  async close(): Promise<void> {
    await this.sandbox.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

function start(dataDir: string): Promise<Sandbox<RunningBot>> {
  const config = readConfig({
    DATA_DIR: dataDir,
    WORKERS: '1',
    MAX_CLIP_BYTES: String(MIB),
    MAX_UPLOADS_PER_MINUTE: '100',
    // Settings of a bot of several processes, which the sandbox's is not.
    QUEUE_URL: 'redis://127.0.0.1:1',
    SHARDS: '1',
    SHARD_COUNT: '2',
  });
  return startOvertoneSandbox(config, createLogger('silent'), { pageFolder: join(dataDir, 'no-page') });
}
