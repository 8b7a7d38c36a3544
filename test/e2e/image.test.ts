import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readlink, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { packageRoot } from '../../src/process/package-root.js';
import { environment } from '../helpers/bot-process.js';
import { SandboxPage } from '../helpers/sandbox-page.js';
import { tempDir } from '../helpers/temp-dir.js';
import { voiceFile } from '../helpers/sounds.js';

const root = packageRoot();

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: root }));

/** What the Dockerfile copies into the image, from the root of the repository. */
async function copiedPaths(): Promise<string[]> {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  return [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) \.\/\1$/gm)].map(([, path]) => path!);
}

/** Packages that the Dockerfile removes once it has built. */
async function removedPackages(): Promise<string[]> {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const [, names] = /npm uninstall (?:--\S+ )+(.+)$/m.exec(dockerfile)!;
  return names!.split(' ');
}

/**
 * Lays out a folder as the image has it. Packages that are installed for development or for building only are left out;
 * the others are linked to, which loads the same code as a copy would. The workspace's own have their links as npm made them, so that
 * they lead to what was copied.
 */
async function layOut(app: string): Promise<void> {
  for (const path of await copiedPaths()) {
    if (path === 'node_modules') await linkPackages(app);
    else await cp(join(root, path), join(app, path), { recursive: true });
  }
}

async function linkPackages(app: string): Promise<void> {
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; link?: boolean }>;
  };
  const removed = await removedPackages();
  for (const [path, { dev, link }] of Object.entries(packages)) {
    const isTopLevel = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path);
    const isInstalled = await stat(join(root, path)).then(
      () => true,
      () => false,
    );
    const isRemoved = removed.includes(path.replace('node_modules/', ''));
    if (!isTopLevel || dev || !isInstalled || isRemoved) continue;
    await mkdir(dirname(join(app, path)), { recursive: true });
    await symlink(link ? await readlink(join(root, path)) : join(root, path), join(app, path));
  }
}

/** Starts what the image starts. @returns the address that it says. */
async function start(app: string, dataDir: string): Promise<string> {
  const bot = spawn(process.execPath, ['dist/src/bin/main.js'], {
    cwd: app,
    env: { ...environment, NODE_ENV: 'production', DATA_DIR: dataDir, WORKERS: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(bot, 'exit');
  onTestFinished(async () => {
    bot.kill('SIGTERM');
    await exited;
  });
  let said = '';
  for (const stream of [bot.stdout, bot.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/Sandbox: open http\S+/);
  return /http\S+/.exec(said)![0];
}

describe('the container image', () => {
  it('holds all that the sandbox needs, page, samples, model and threads', async () => {
    const app = await tempDir();
    await layOut(app);
    const url = await start(app, await tempDir());
    expect((await fetch(url)).status).toBe(200);
    const page = await SandboxPage.open(url);
    onTestFinished(() => {
      page.close();
    });
    expect(page.state!.samples.length).toBeGreaterThan(0);
    const { bytes } = await voiceFile();
    const { id: fileId } = await page.leave('voice.ogg', bytes);
    await page.answerTo({ type: 'command', name: 'upload', options: { audio: { fileId }, name: 'mine' } });
    const suggestion = await page.do({
      type: 'autocomplete',
      name: 'detect',
      option: 'file',
      typed: 'mine',
      options: {},
    });
    if (suggestion.type !== 'choices') throw new Error('no choices');
    const file = suggestion.choices[0]!.value;
    const answer = await page.answerTo({ type: 'command', name: 'detect', options: { file } });
    expect(EMOTIONS.map(String)).toContain(answer.embeds[0]!.title!.toLowerCase());
  });
});
