import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { ACKNOWLEDGE_AFTER_MS } from '../../../src/discord/responder.js';
import type { Fault } from '@overtone/discord-simulator';
import { openWork, type WorkStage } from './work-stage.js';

const callback = { method: 'POST', path: /callback$/ };
const edit = { method: 'PATCH', path: /@original$/ };
const takeBack = { method: 'DELETE', path: /@original$/ };
const followUp = { method: 'POST', path: /^\/webhooks\/\d+\/[^/]+$/ };

/** Longer than discord.js waits for an answer here. */
const HANGS_MS = 900;
const slow = () => sleep(ACKNOWLEDGE_AFTER_MS + 200);

const succeed = () => Promise.resolve({ embeds: [{ title: 'Done' }] });
const succeedLate = () => slow().then(succeed);
const refuseLate = () => slow().then(() => Promise.reject(new UserError('NOT_AUDIO')));

async function open(run: () => Promise<{ embeds: object[] }>): Promise<WorkStage> {
  const stage = await openWork(run);
  stage.client.rest.options.timeout = HANGS_MS - 500;
  return stage;
}

/** Uses the command while Discord fails; @returns what its user sees once nothing more is to come. */
async function seen(stage: WorkStage, ...faults: Fault[]): Promise<string[]> {
  for (const fault of faults) stage.discord.inject(fault);
  const exchange = await stage.member.slash('work');
  await stage.discord.until(() => exchange.messages[0], 'a first message');
  await stage.dispatcher.drain(20_000);
  await sleep(HANGS_MS);
  return exchange
    .visibleTo(stage.member)
    .map(({ embeds: [embed] }) => embed?.title ?? embed?.description ?? 'thinking');
}

describe('an answer comes once', () => {
  it.each<[string, typeof succeed, Fault]>([
    ['first, though Discord did not answer', succeed, { ...callback, status: 500, delayMs: HANGS_MS }],
    ['first, though Discord took it late', succeed, { ...callback, delayMs: HANGS_MS }],
    ['later, though Discord did not answer', succeedLate, { ...edit, status: 500, delayMs: HANGS_MS }],
    ['later, though Discord took it late', succeedLate, { ...edit, delayMs: HANGS_MS }],
  ])('%s', async (_when, run, fault) => {
    expect(await seen(await open(run), fault)).toEqual(['Done']);
  });
});

/** Discord is out of order for longer than discord.js tries by itself. */
const OUTAGE = { status: 503, times: 7 };

describe('an answer to work that is done', () => {
  it.each<[string, () => Promise<{ embeds: object[] }>, Fault]>([
    ['first', succeed, { ...callback, ...OUTAGE }],
    ['later', succeedLate, { ...edit, ...OUTAGE }],
    ['after an acknowledgement that Discord did not take at once', succeedLate, { ...callback, ...OUTAGE }],
  ])('outlasts an outage of Discord, where it is due %s', async (_when, run, fault) => {
    expect(await seen(await open(run), fault)).toEqual(['Done']);
  });

  it.each<[string, () => Promise<{ embeds: object[] }>, Fault]>([
    ['first', succeed, { ...callback, status: 400 }],
    ['later', succeedLate, { ...edit, status: 400 }],
  ])('is not told as a failure where Discord refuses it, %s', async (_when, run, fault) => {
    const told = expect.stringMatching(/^That is done, but Discord did not take my answer/) as string;
    expect(await seen(await open(run), fault)).toEqual([told]);
  });

  it('is not told as a failure where a stop leaves no time for another try', async () => {
    const stage = await open(succeedLate);
    stage.discord.inject({ ...edit, status: 503, times: 4 });
    const exchange = await stage.member.slash('work');
    await stage.discord.until(
      () => exchange.calls.some(({ status }) => status === 503) || undefined,
      'a 503',
    );
    await stage.dispatcher.drain(0);
    const [answer] = exchange.visibleTo(stage.member);
    expect(answer!.embeds[0]!.description).toMatch(/^That is done/);
  });
});

describe('a refusal after a public "thinking…"', () => {
  const refusal = expect.stringMatching(/no sound I can read/) as string;

  it.each<[string, Fault]>([
    ['Discord asks to wait', { ...followUp, status: 429, retryAfterSec: 0.2 }],
    ['Discord takes it, and says that it failed', { ...followUp, status: 500, takesEffect: true }],
    ['Discord takes it late', { ...followUp, delayMs: HANGS_MS }],
    [
      'Discord takes "thinking…" back, and says that it failed',
      { ...takeBack, status: 500, takesEffect: true },
    ],
    ['Discord fails to take "thinking…" back', { ...takeBack, status: 503 }],
  ])('comes once, though %s', async (_what, fault) => {
    expect(await seen(await open(refuseLate), fault)).toEqual([refusal]);
  });

  it('is not sent again where Discord may have it, and the log says so', async () => {
    const stage = await open(refuseLate);
    expect(await seen(stage, { ...followUp, status: 503 })).toEqual([]);
    expect(stage.log.join('')).toMatch(/503 to a follow-up, which is not sent again/);
  });
});
