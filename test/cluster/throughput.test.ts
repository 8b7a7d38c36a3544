import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import type { Member } from '@overtone/discord-simulator';
import { isLong, report } from '../helpers/soak.js';
import { voiceFile } from '../helpers/sounds.js';
import { canRun, clusterTitle, guildOn, setUpCluster } from './cluster.js';
import { KINDS, measure, type Stretch } from './costs.js';
import { savedIn } from './journal.js';
import { keep } from './keep.js';
import { residentMb } from './proc.js';

const MEMBERS = 16;
/** Detections of each member. */
const TIMES = 15;
/** Before those that are counted, so that code is compiled and connections stand. */
const WARM_UP = 2;
const CLIP_SEC = 4;
const SETTLED_MS = 3000;
const PATIENCE_MS = 120_000;

interface Owner {
  member: Member;
  clips: string[];
}

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const title = `what a detection costs${clusterTitle}${isLong ? '' : ' (skipped: npm run test:cluster measures it)'}`;

describe.skipIf(!canRun || !isLong)(title, () => {
  it('is told for one worker and for two', async () => {
    const cluster = await setUpCluster({ gateways: 2, workers: 2 });
    const { gateways, workers } = cluster;
    await Promise.all([...gateways, workers[0]!].map((program) => program.start()));
    await sleep(SETTLED_MS);
    const idleMb = { gateway: residentMb(gateways[0]!.pid!), worker: residentMb(workers[0]!.pid!) };

    const servers = gateways.flatMap((_, shard) => [guildOn(cluster, shard, 0), guildOn(cluster, shard, 1)]);
    const owners = Array.from({ length: MEMBERS }, (_, i): Owner => {
      return { member: cluster.discord.member(servers[i % servers.length]!), clips: [] };
    });
    const audio = await voiceFile({ durationSec: CLIP_SEC });
    const everyone = (times: number, act: (owner: Owner) => Promise<void>) => async () => {
      await Promise.all(
        owners.map(async (owner) => {
          for (let time = 0; time < times; time += 1) await act(owner);
        }),
      );
      return MEMBERS * times;
    };
    const upload = async ({ member, clips }: Owner) => {
      const exchange = await member.slash('upload', { audio, name: 'clip' });
      await exchange.answer();
      clips.push(savedIn(exchange.messages)!);
    };
    /** A clip's detection is kept, so each is asked for once. */
    const detect = async ({ member, clips }: Owner) => {
      const exchange = await member.slash('detect', { file: clips.pop()! });
      const answer = await exchange.answer({ withinMs: PATIENCE_MS });
      expect(answer.embeds[0]!.image).toBeDefined();
    };

    const stretches: Stretch[] = [];
    stretches.push(await measure(cluster, 'upload', everyone(2 * (WARM_UP + TIMES), upload)));
    await everyone(WARM_UP, detect)();
    stretches.push(await measure(cluster, 'detection, 1 worker', everyone(TIMES, detect)));
    await workers[1]!.start();
    await everyone(WARM_UP, detect)();
    stretches.push(await measure(cluster, 'detection, 2 workers', everyone(TIMES, detect)));

    const [, one, two] = stretches as [Stretch, Stretch, Stretch];
    const ratio = two.perSecond / one.perSecond;
    const cores = availableParallelism();
    await keep('throughput.json', { cores, clipSec: CLIP_SEC, idleMb, stretches, ratio });
    report(
      [
        tableOf(stretches),
        `two workers, against one: ${ratio.toFixed(2)}; everything shares ${cores} cores`,
        `idle: gateway ${idleMb.gateway.toFixed(0)} MB, worker ${idleMb.worker.toFixed(0)} MB`,
      ].join('\n'),
    );
  });
});

function tableOf(stretches: readonly Stretch[]): string {
  const table = new Table({ head: ['CPU ms each', ...KINDS, 'per second'], style: { head: [], border: [] } });
  for (const { what, cpu, perSecond } of stretches) {
    table.push([what, ...KINDS.map((kind) => (cpu[kind] * 1000).toFixed(1)), perSecond.toFixed(1)]);
  }
  return table.toString();
}
