import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { readConfig } from '../../src/process/config.js';
import { createLogger } from '../../src/process/logger.js';
import type { Sandbox } from '@overtone/sandbox';
import { startOvertoneSandbox } from '../../src/bin/programs/run-sandbox.js';
import { findChromium, launchChromium } from './browser.js';
import { Chat } from './chat.js';

const chromiumPath = findChromium();

/** A sandbox with its bot, and a browser to look at it. */
export interface BrowserStage {
  /** Stops the bot alone, for the last test of a file. */
  stopBot(): Promise<void>;
  /** Opens the page in a window of its own. */
  open(options?: BrowserContextOptions): Promise<Chat>;
  /** Ends the sandbox and starts it again at the same address. */
  restart(whileDown: () => Promise<void>): Promise<void>;
}

/** Tests in the browser; skipped, saying so, where there is no Chromium. */
export function describeInBrowser(name: string, tests: (stage: BrowserStage) => void): void {
  const title = chromiumPath === undefined ? `${name} (skipped: no Chromium; set CHROMIUM_PATH)` : name;
  describe.skipIf(chromiumPath === undefined)(title, () => {
    tests(setStage());
  });
}

function setStage(): BrowserStage {
  let dataDir: string;
  let browser: Browser;
  let sandbox: Sandbox;
  let hasBot = true;
  const chats: Chat[] = [];

  const start = (port?: string) =>
    startOvertoneSandbox(
      readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...(port ? { PORT: port } : {}) }),
      createLogger('silent'),
    );

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'overtone-browser-'));
    [browser, sandbox] = await Promise.all([launchChromium(chromiumPath!), start()]);
  });

  afterEach(async () => {
    const opened = chats.splice(0);
    await Promise.all(opened.map((chat) => chat.page.context().close()));
    for (const chat of opened) {
      expect(chat.outside).toEqual([]);
      expect(chat.errors).toEqual([]);
    }
  });

  afterAll(async () => {
    await browser.close();
    await (hasBot ? sandbox.stop() : sandbox.discord.close());
    await rm(dataDir, { recursive: true, force: true });
  });

  return {
    async stopBot() {
      hasBot = false;
      await sandbox.bot.stop();
    },
    async open(options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      const chat = new Chat(await context.newPage());
      chats.push(chat);
      await chat.open(sandbox.url);
      return chat;
    },
    async restart(whileDown) {
      const { port } = new URL(sandbox.url);
      await sandbox.stop();
      await whileDown();
      sandbox = await start(port);
    },
  };
}
