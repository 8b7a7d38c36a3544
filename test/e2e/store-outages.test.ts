import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import KeyvSqlite from '@keyv/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exchange, StoredMessage } from '@overtone/discord-simulator';
import { setOwnStage } from '../helpers/bot.js';
import { filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { lineTo } from '../helpers/cut-line.js';
import { hasPostgres, launchPostgres } from '../helpers/postgres.js';
import { launchRedis, redisServer } from '../helpers/redis.js';
import { hasS3, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import type { IndexServer } from '../helpers/server-program.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

/** What members are told of what they do meanwhile; `heard` is a sound of a message. */
type Told = Record<'uploaded' | 'listed' | 'played' | 'detected' | 'deleted' | 'heard', string>;

interface Outage {
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

/** A store of which one part can fail. */
interface Place {
  env: Record<string, string>;
  /** Where the clips' files are. */
  folder?: string;
  outages: Readonly<Record<string, Outage>>;
}

useS3Keys();
let postgres: IndexServer | undefined;
let redis: IndexServer | undefined;
let s3: S3Server | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await launchPostgres();
  if (redisServer) redis = await launchRedis();
  if (hasS3) s3 = await launchS3();
}, 60_000);
afterAll(async () => {
  await Promise.all([postgres?.stop(), redis?.stop(), s3?.stop()]);
});

/** The same address by a way that can fail. */
async function byLine(address: string): Promise<{ address: string; outages: Place['outages'] }> {
  const port = /:(\d+)/.exec(address)![1]!;
  const line = await lineTo(Number(port));
  return {
    address: address.replace(`:${port}`, `:${line.port}`),
    outages: {
      refuses: {
        begin: () => {
          line.cut();
        },
        end: () => line.mend(),
      },
      'is silent': {
        begin: () => {
          line.hush();
        },
        end: () => {
          line.speak('frozen');
        },
      },
      'is slow': {
        begin: () => {
          line.slow(100);
        },
        end: () => {
          line.slow(0);
        },
      },
    },
  };
}

async function indexIn(server: IndexServer): Promise<Place> {
  const { address, outages } = await byLine(await server.newIndex());
  return { env: { INDEX_URL: address }, outages };
}

/** Another program takes the whole file for itself. */
async function indexInSqlite(): Promise<Place> {
  const indexUrl = sqliteIn(await tempDir());
  let holder: KeyvSqlite;
  const begin = async () => {
    holder = new KeyvSqlite({ uri: indexUrl, busyTimeout: 5000 });
    await holder.query('BEGIN EXCLUSIVE');
  };
  const end = () => holder.close();
  const beginAndEnd = async () => {
    await begin();
    setTimeout(() => void end(), 2000);
  };
  return {
    env: { INDEX_URL: indexUrl },
    outages: {
      refuses: { begin, end },
      'is slow': { begin: beginAndEnd, end: () => undefined },
    },
  };
}

async function clipsInS3(): Promise<Place> {
  const bucket = await s3!.newBucket();
  const { address, outages } = await byLine(bucket);
  return { env: { CLIPS_URL: address }, folder: s3!.folderOf(bucket), outages };
}

async function clipsInFolder(): Promise<Place> {
  const folder = await tempDir();
  const [clips, away] = [join(folder, 'clips'), join(folder, 'unmounted')];
  return {
    env: { CLIPS_URL: `file:${folder}` },
    folder,
    outages: { refuses: { begin: () => rename(clips, away), end: () => rename(away, clips) } },
  };
}

const text = ({ embeds }: StoredMessage) => embeds[0]?.description ?? '';

/** Any other refusal is told as it is. */
async function told(exchange: Promise<Exchange>): Promise<string> {
  const said = text(await (await exchange).answer({ withinMs: 120_000 }));
  if (said.includes('store cannot be used right now')) return 'refused';
  if (/is being deleted.*storage, which is away/.test(said)) return 'pending';
  return /too long|went wrong|no such clip|has gone/.test(said) ? said : 'done';
}

const INDEX_AWAY: Told = {
  uploaded: 'refused',
  listed: 'refused',
  played: 'refused',
  detected: 'refused',
  deleted: 'refused',
  heard: 'done',
};
const CLIPS_AWAY: Told = { ...INDEX_AWAY, listed: 'done', deleted: 'pending' };
const NONE_AWAY: Told = {
  uploaded: 'done',
  listed: 'done',
  played: 'done',
  detected: 'done',
  deleted: 'done',
  heard: 'done',
};

describe('a bot whose store fails says what holds, loses nothing, and goes on by itself', () => {
  it.for([
    ['PostgreSQL', 'refuses', INDEX_AWAY, hasPostgres, () => indexIn(postgres!)],
    ['PostgreSQL', 'is silent', INDEX_AWAY, hasPostgres, () => indexIn(postgres!)],
    ['PostgreSQL', 'is slow', NONE_AWAY, hasPostgres, () => indexIn(postgres!)],
    ['Redis, its index,', 'refuses', INDEX_AWAY, redisServer !== undefined, () => indexIn(redis!)],
    ['Redis, its index,', 'is silent', INDEX_AWAY, redisServer !== undefined, () => indexIn(redis!)],
    ['Redis, its index,', 'is slow', NONE_AWAY, redisServer !== undefined, () => indexIn(redis!)],
    ['SQLite', 'refuses', INDEX_AWAY, true, indexInSqlite],
    ['SQLite', 'is slow', NONE_AWAY, true, indexInSqlite],
    ['S3', 'refuses', CLIPS_AWAY, hasS3, clipsInS3],
    ['S3', 'is silent', CLIPS_AWAY, hasS3, clipsInS3],
    ['S3', 'is slow', NONE_AWAY, hasS3, clipsInS3],
    ['the folder of its clips', 'refuses', CLIPS_AWAY, true, clipsInFolder],
  ] as const)('where %s %s', { timeout: 180_000 }, async ([, how, expected, isThere, place], context) => {
    context.skip(!isThere, 'it is not installed');
    const { env, folder, outages } = await place();
    const stage = await setOwnStage({ env: { ...env, MAX_UPLOADS_PER_MINUTE: '100' } });
    const alice = stage.discord.member(stage.discord.guild());
    const audio = await voiceFile();
    const message = alice.sendMessage(alice.channel, { attachments: [audio] });
    const upload = (name: string) => alice.slash('upload', { audio, name });
    const names = async () =>
      text(await (await alice.slash('list')).answer())
        .match(/kept|going|meanwhile|after/g)
        ?.sort();
    for (const name of ['kept', 'going']) expect(await told(upload(name))).toBe('done');
    const question = await (await alice.slash('delete', { file: 'going' })).answer();

    await outages[how]!.begin();
    const [uploaded, listed, played, detected, deleted, heard] = await Promise.all([
      told(upload('meanwhile')),
      told(alice.slash('list')),
      told(alice.slash('play', { file: 'kept' })),
      told(alice.slash('detect', { file: 'kept' })),
      told(alice.click(question, 'Delete')),
      told(alice.messageMenu('Detect emotion', message)),
    ]);
    expect({ uploaded, listed, played, detected, deleted, heard }).toEqual(expected);
    await outages[how]!.end();

    await expect.poll(() => told(upload('after')), { timeout: 10_000 }).toBe('done');
    const kept = ['after', 'kept'];
    if (expected.deleted === 'refused') kept.push('going');
    if (expected.uploaded === 'done') kept.push('meanwhile');
    expect(await names()).toEqual(kept.sort());
    // What is deleted next takes with it what was to go.
    const again = await (await alice.slash('delete', { file: 'after' })).answer();
    expect(await told(alice.click(again, 'Delete'))).toBe('done');
    expect(await filesUnder(join(folder ?? stage.dataDir, 'clips'))).toHaveLength(kept.length - 1);
    expect(stage.discord.violations).toEqual([]);
  });
});
