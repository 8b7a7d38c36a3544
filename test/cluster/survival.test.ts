import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom, shuffled } from '../../model/numerics/random.js';
import { packageRoot } from '../../src/process/package-root.js';
import { openApiValidator } from '../../packages/discord-simulator/test/openapi/body-validator.js';
import { redisClient } from '../helpers/redis.js';
import { isLong, report, runs } from '../helpers/soak.js';
import { canRun, clusterTitle, guildOn, programsOf, setUpCluster, type Cluster } from './cluster.js';
import { promisesOf } from './journal.js';
import { keep } from './keep.js';
import { sweepOnceMore } from './last-sweep.js';
import { Crowd } from './members.js';
import { Mishaps, MISHAPS, type Mishap } from './mishaps.js';
import { processesWith } from './proc.js';
import { leftInFolders, leftInRedis } from './remains.js';
import { soundsToSend } from './sounds-to-send.js';
import { auditStore } from './store-audit.js';
import { judge } from './verdict.js';

const INTERACTIONS = runs({ short: 150, long: 2000 });
const MEMBERS = runs({ short: 12, long: 20 });
const SERVERS_PER_SHARD = 3;
/** How often each kind of mishap comes. */
const KINDS = MISHAPS.flatMap((kind): Mishap[] => {
  const isKill = kind === 'gateway' || kind === 'worker';
  return Array.from({ length: runs({ short: 1, long: isKill ? 6 : 2 }) }, () => kind);
});
const SEED = process.env.CLUSTER_SEED ?? String(randomInt(1e9));

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

describe.skipIf(!canRun)(
  `a bot of many processes that are killed, engines that fall silent, clocks that jump${clusterTitle}`,
  () => {
    it('keeps every promise that Discord was told of', async () => {
      report(`seed ${SEED}; CLUSTER_SEED=${SEED} repeats what the members do`);
      const random = createRandom(SEED);
      const cluster = await setUpCluster({
        gateways: 2,
        workers: 2,
        discord: { validator: openApiValidator() },
      });
      const { discord, urls, gateways } = cluster;
      const servers = gateways.flatMap((_, shard) =>
        Array.from({ length: SERVERS_PER_SHARD }, (_, number) => guildOn(cluster, shard, number)),
      );
      const members = Array.from({ length: MEMBERS }, (_, i) => discord.member(servers[i % servers.length]!));
      await Promise.all(programsOf(cluster).map((program) => program.start()));

      const crowd = new Crowd(random, await soundsToSend(random));
      const startedAt = performance.now();
      const progress = () => crowd.deeds.length / INTERACTIONS;
      const mishaps = new Mishaps(cluster, random);
      await Promise.all([
        mishaps.bring(isLong ? shuffled(KINDS, random) : KINDS, progress),
        crowd.use(members, () => progress() < 1 || !mishaps.areOver),
      ]);
      const seconds = (performance.now() - startedAt) / 1000;
      const redis = redisClient(urls.queue);
      await expect.poll(() => leftInRedis(redis), { timeout: 60_000 }).toEqual([]);

      await expectStops(cluster);
      await sweepOnceMore(cluster);
      expect(processesWith(cluster.temporary)).not.toEqual([]);
      await expectStops(cluster);

      const promises = promisesOf(crowd.deeds);
      const verdict = judge(crowd.deeds, discord.calls);
      const neglected = verdict.unheard.filter(({ who, at }) => {
        const shard = Number((BigInt(who.guild.id) >> 22n) % BigInt(gateways.length));
        return gateways[shard]!.wasUp(at, at + discord.acknowledgeWithinMs);
      });
      const { rows, ...store } = await auditStore(cluster, promises);
      const facts = {
        seed: SEED,
        seconds,
        mishaps: mishaps.happened,
        ...verdict,
        unheard: verdict.unheard.length,
        unheardByTheLiving: neglected.map(({ what }) => what),
        clips: { confirmed: promises.there.size, deleted: promises.gone.size, rows },
      };
      await keep('survival.json', facts);
      report(JSON.stringify(facts, undefined, 2));

      expect(verdict.faults).toEqual([]);
      expect(verdict.toldTwice.length).toBeLessThanOrEqual(INTERACTIONS / 100);
      expect(verdict.answered).toBeGreaterThan(INTERACTIONS / 2);
      expect(store).toEqual({
        lost: [],
        damaged: [],
        undead: [],
        rowsWithoutObject: [],
        objectsWithoutRow: [],
        mislisted: [],
      });
      expect(await leftInFolders(cluster)).toEqual([]);
      await expect.poll(() => processesWith(cluster.temporary), { timeout: 10_000 }).toEqual([]);
      expect(programsOf(cluster).flatMap(({ crashes }) => crashes)).toEqual([]);
      expect(discord.violations).toEqual([]);
    });
  },
);

async function expectStops(cluster: Cluster): Promise<void> {
  for (const program of programsOf(cluster)) expect(await program.stop(), program.name).toBe(0);
}
