import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { Exchange, Member } from '@overtone/discord-simulator';
import { setOwnStage } from '../helpers/bot.js';
import { isLong, report, runs } from '../helpers/soak.js';
import { voiceFile } from '../helpers/sounds.js';

const GUILDS = runs({ short: 4, long: 10 });
const MEMBERS_PER_GUILD = runs({ short: 5, long: 10 });
/** Uploads of each member in each of two passes, and as many detections. */
const ROUNDS = runs({ short: 1, long: 5 });
/** What the process may grow by in the second pass, in bytes. */
const GROWTH_BYTES = 150e6;

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;

function summary(name: string, ms: number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const figures = [0.5, 0.95, 0.99].map(
    (share) => `p${share * 100} ${percentile(sorted, share).toFixed(0)} ms`,
  );
  return `${name}: ${sorted.length}, ${figures.join(', ')}, most ${sorted.at(-1)!.toFixed(0)} ms`;
}

describe('many members at once', () => {
  it('are each acknowledged in time and answered once', { timeout: 1_800_000 }, async () => {
    const stage = await setOwnStage({
      env: { MAX_UPLOADS_PER_MINUTE: '100000', WORKERS: '2', LOG_LEVEL: 'info' },
      discord: { keep: { messagesPerChannel: 50, fileBytes: 200e6, calls: 1000 } },
    });
    const sounds = await Promise.all([
      voiceFile(),
      voiceFile({ format: 'mp3' }),
      voiceFile({ durationSec: 5 }),
    ]);
    const acknowledged: number[] = [];
    const answered: number[] = [];
    const outcomes = new Map<string, number>();

    const finish = async (exchange: Exchange): Promise<string> => {
      const start = performance.now();
      acknowledged.push(await exchange.acknowledged());
      const answer = await exchange.answer({ withinMs: 300_000 });
      answered.push(performance.now() - start);
      const embed = answer.embeds[0]!;
      const outcome = embed.author ? 'done' : (embed.description ?? '');
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      return outcome;
    };
    const use = async (member: Member, index: number, pass: number): Promise<void> => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const name = `clip ${index} ${pass} ${round}`;
        const audio = sounds[(index + round) % sounds.length]!;
        if ((await finish(await member.slash('upload', { audio, name }))) !== 'done') continue;
        await finish(await member.slash('detect', { file: name }));
      }
    };
    const members = Array.from({ length: GUILDS }, () => stage.discord.guild()).flatMap((guild) =>
      Array.from({ length: MEMBERS_PER_GUILD }, () => stage.discord.member(guild)),
    );
    const everyone = (pass: number) => Promise.all(members.map((member, i) => use(member, i, pass)));
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const start = performance.now();
    await everyone(1);
    const before = process.memoryUsage().rss;
    await everyone(2);
    const growth = process.memoryUsage().rss - before;
    delay.disable();

    const seconds = (performance.now() - start) / 1000;
    const loop = [50, 95, 99].map((p) => `p${p} ${(delay.percentile(p) / 1e6).toFixed(0)} ms`).join(', ');
    report(
      [
        `${members.length} members, ${GUILDS} servers, ${seconds.toFixed(1)} s`,
        summary('acknowledged', acknowledged),
        summary('answered', answered),
        `event loop: ${loop}`,
        `memory: ${(growth / 1e6).toFixed(0)} MB more`,
        [...outcomes].map(([outcome, count]) => `${outcome}: ${count}`).join(', '),
      ].join('\n'),
    );
    expect(acknowledged).toHaveLength(answered.length);
    expect([...outcomes.keys()].filter((outcome) => !/^done$|hands full/.test(outcome))).toEqual([]);
    expect(outcomes.get('done')).toBeGreaterThan(members.length);
    expect(stage.discord.violations).toEqual([]);
    expect(stage.log.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
    if (isLong) expect(growth).toBeLessThan(GROWTH_BYTES);
  });
});
