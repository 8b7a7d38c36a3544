import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageFlags } from 'discord.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Payload } from '../../../src/views/payload.js';
import type { UseCases } from '../../../src/usecases/use-cases.js';
import { UserError } from '../../../src/domain/errors.js';
import { openFileJournal } from '../../../src/cluster/file-journal.js';
import { connect, createClient } from '../../../src/discord/client.js';
import type { SlashCommand } from '../../../src/discord/command.js';
import { Dispatcher } from '../../../src/discord/dispatcher.js';
import { ACKNOWLEDGE_AFTER_MS } from '../../../src/discord/responder.js';
import { createLogger } from '../../../src/process/logger.js';
import { openMonitor } from '../../../src/monitor/monitor.js';
import { startDiscordServer, type DiscordServer, type Member } from '@overtone/discord-simulator';

/** What the one command of these tests does next. */
let work: (signal: AbortSignal) => Promise<Payload>;
let policy: SlashCommand['policy'];
let discord: DiscordServer;
let member: Member;
let log: string[];
let close: () => Promise<void>;

const command: SlashCommand = {
  data: { name: 'work', toJSON: () => ({ name: 'work', description: 'Works' }) },
  place: 'server',
  get policy() {
    return policy;
  },
  run: ({ signal }) => work(signal),
};

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'overtone-responder-'));
  discord = await startDiscordServer({ commands: [command.data.toJSON()] });
  member = discord.member(discord.guild());
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  const dispatcher = new Dispatcher({
    slashCommands: [command],
    messageCommands: [],
    components: new Map(),
    useCases: {} as UseCases,
    journal: await openFileJournal(dataDir, () => undefined),
    observer: (await openMonitor(undefined, [])).observer,
    countUpload: () => Promise.resolve(),
    logger,
  });
  const client = createClient({ apiUrl: discord.apiUrl, shards: 'auto', dispatcher, logger });
  log = [];
  await connect(client, discord.token);
  close = async () => {
    await client.destroy();
    await discord.close();
    await rm(dataDir, { recursive: true });
  };
});

beforeEach(() => {
  log = [];
  policy = { visibility: 'public', timeoutMs: 10_000 };
});

afterAll(() => close());

const done: Payload = { embeds: [{ title: 'Done' }] };
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const slow = ACKNOWLEDGE_AFTER_MS + 200;

describe('an answer', () => {
  it('comes at once where the work is quick', async () => {
    work = () => Promise.resolve(done);
    const exchange = await member.slash('work');
    expect((await exchange.answer()).embeds[0]!.title).toBe('Done');
    expect(exchange.deferred).toBe(false);
    expect(exchange.calls).toHaveLength(1);
  });

  it('is announced where the work takes longer, and comes once', async () => {
    work = () => after(slow).then(() => done);
    const exchange = await member.slash('work');
    expect((await exchange.answer()).embeds[0]!.title).toBe('Done');
    expect(exchange.deferred).toBe(true);
    expect(exchange.acknowledgedAfterMs).toBeLessThan(3000);
    expect(exchange.messages).toHaveLength(1);
  });

  it('is private from the start where the policy says so', async () => {
    policy = { visibility: 'private', timeoutMs: 10_000 };
    work = () => after(slow).then(() => done);
    const answer = await (await member.slash('work')).answer();
    expect(answer.flags & MessageFlags.Ephemeral).toBeTruthy();
  });

  it('releases what it was made from, sent or not', async () => {
    let released = 0;
    const release = () => {
      released += 1;
      return Promise.resolve();
    };
    work = () => Promise.resolve({ ...done, release });
    await (await member.slash('work')).answer();
    await expect.poll(() => released).toBe(1);
    discord.inject({ method: 'POST', path: /callback/, status: 400 });
    await (await member.slash('work')).answer();
    await expect.poll(() => released).toBe(2);
  });
});

describe('an acknowledgement', () => {
  it('comes before the work where the policy says so', async () => {
    policy = { visibility: 'public', timeoutMs: 10_000, acknowledge: 'at once' };
    work = () => Promise.resolve(done);
    const exchange = await member.slash('work');
    expect((await exchange.answer()).embeds[0]!.title).toBe('Done');
    expect(exchange.deferred).toBe(true);
  });

  it('that Discord took, but whose answer was lost, does not end the work', async () => {
    work = () => after(slow).then(() => done);
    discord.inject({ method: 'POST', path: /callback/, status: 500, takesEffect: true });
    const exchange = await member.slash('work');
    await expect.poll(() => exchange.messages[0]?.embeds[0]?.title, { timeout: 10_000 }).toBe('Done');
  });
});

describe('a refusal', () => {
  it.each([
    ['at once', 0],
    ['after a public "thinking…"', slow],
  ])('is seen by the asker alone, %s', async (_, ms) => {
    work = async () => {
      await after(ms);
      throw new UserError('NOT_AUDIO');
    };
    const exchange = await member.slash('work');
    const answer = await exchange.answer();
    expect(answer.ephemeral).toBe(true);
    expect(exchange.visibleTo(member)).toEqual([answer]);
  });

  it('shows a mistake of ours as one neutral sentence, with a reference that the log has', async () => {
    work = () => Promise.reject(new Error('secret detail'));
    const exchange = await member.slash('work');
    const [embed] = (await exchange.answer()).embeds;
    expect(JSON.stringify(embed)).not.toContain('secret');
    expect(embed!.footer!.text).toBe(`Reference ${exchange.id}`);
    const line = log.find((entry) => entry.includes('secret detail'))!;
    expect(JSON.parse(line)).toMatchObject({ interaction: exchange.id, command: 'work', code: 'INTERNAL' });
  });

  it('comes when the work takes longer than the policy allows, and the work is told to stop', async () => {
    policy = { visibility: 'public', timeoutMs: 100 };
    work = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      });
    const answer = await (await member.slash('work')).answer();
    expect(answer.embeds[0]!.description).toMatch(/took too long/);
  });
});

describe('a refusal’s cause', () => {
  it('is in the log at level debug, since it may quote the file', async () => {
    work = () => Promise.reject(new UserError('NOT_AUDIO', { cause: new Error('what ffmpeg said') }));
    await (await member.slash('work')).answer();
    expect(log.join('')).toContain('what ffmpeg said');
  });
});

describe('an interaction that can no longer be answered', () => {
  it('stops its work, and is no error of the bot', async () => {
    let reason: Error | undefined;
    work = (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason as Error;
          reject(reason);
        });
      });
    discord.inject({ method: 'POST', path: /callback/, delayMs: 2500 });
    await member.slash('work');
    await expect.poll(() => reason, { timeout: 8000 }).toMatchObject({ code: 10062 });
    await expect.poll(() => log.join('')).toContain('too late');
    expect(log.some((line) => (JSON.parse(line) as { level: number }).level >= 50)).toBe(false);
  });
});
