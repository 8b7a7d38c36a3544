import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../src/process/config.js';
import { packageRoot } from '../../../src/process/package-root.js';

const exampleFile = readFileSync(join(packageRoot(), '.env.example'), 'utf8');
const example = Object.fromEntries(
  [...exampleFile.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]): [string, string] => [name!, value!]),
);

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
  }
  return [];
}

describe('readConfig', () => {
  it('has a default for everything but the token', () => {
    const config = readConfig({}, '/srv/overtone');
    expect(config).toMatchObject({
      token: undefined,
      apiUrl: 'https://discord.com/api',
      cdnOrigins: ['https://cdn.discordapp.com', 'https://media.discordapp.net'],
      dataDir: '/srv/overtone/data',
      indexUrl: 'sqlite:///srv/overtone/data/index.sqlite',
      modelDir: join(packageRoot(), 'model', 'artefacts'),
      tfjsBackend: 'auto',
      limits: { maxClipBytes: 25 * 1024 * 1024, maxClipSec: 900 },
      retentionDays: { clip: undefined, afterLeaving: 30 },
    });
  });

  it('is described by .env.example, whose values are the defaults', () => {
    expect(readConfig(example)).toEqual(readConfig({}));
    const named = Object.keys(example).sort();
    const faulty = Object.fromEntries(named.map((name) => [name, '?']));
    const rejected = faultsOf(faulty).map((fault) => fault.split(' ')[0]);
    const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];
    const free = ['DISCORD_TOKEN', 'DATA_DIR', 'MODEL_DIR', 'FFMPEG_PATH', 'METRICS_HOST', ...proxies];
    expect([...rejected, ...free].sort()).toEqual(named);
  });

  it('reports every fault at once, with name, rule and value', () => {
    expect(
      faultsOf({
        DISCORD_GUILD_ID: 'my server',
        DISCORD_CDN_ORIGINS: 'https://cdn.example/path',
        TFJS_BACKEND: 'gpu',
        MAX_CLIP_BYTES: '-1',
        WORKERS: '0',
      }),
    ).toEqual([
      'DISCORD_GUILD_ID must be a Discord id, digits only; received "my server"',
      'DISCORD_CDN_ORIGINS must be http(s) origins without a path, separated by commas; received "https://cdn.example/path"',
      'TFJS_BACKEND must be auto, tensorflow or wasm; received "gpu"',
      'WORKERS must be 1 to 64; received "0"',
      'MAX_CLIP_BYTES must be a whole number; received "-1"',
    ]);
  });

  it.each([
    ['MAX_CLIP_BYTES', 1_073_741_824],
    ['MAX_CLIP_SECONDS', 86_400],
    ['MAX_SERVER_CLIPS', 1_000_000],
    ['MAX_SERVER_BYTES', 1_125_899_906_842_624],
    ['MAX_UPLOADS_PER_MINUTE', 1_000_000],
  ])('bounds %s by %i', (name, most) => {
    expect(faultsOf({ [name]: String(most) })).toEqual([]);
    expect(faultsOf({ [name]: String(most + 1) })).toEqual([
      `${name} must be 1 to ${most}; received "${most + 1}"`,
    ]);
    expect(faultsOf({ [name]: '9007199254740991000' })).toHaveLength(1);
  });

  it('takes shards: one or several of so many, or all', () => {
    expect(readConfig({}).shards).toBe('auto');
    expect(readConfig({ SHARDS: 'auto', SHARD_COUNT: '2' }).shards).toEqual({ ids: [0, 1], count: 2 });
    expect(readConfig({ SHARDS: '2', SHARD_COUNT: '4' }).shards).toEqual({ ids: [2], count: 4 });
    expect(readConfig({ SHARD_ID: '0', SHARD_COUNT: '4' }).shards).toEqual({ ids: [0], count: 4 });
    expect(readConfig({ SHARDS: '1-3', SHARD_COUNT: '4' }).shards).toEqual({ ids: [1, 2, 3], count: 4 });
  });

  it.each([
    { SHARDS: '0-3' },
    { SHARDS: '2-4', SHARD_COUNT: '4' },
    { SHARDS: '3-1', SHARD_COUNT: '4' },
    { SHARD_ID: '4', SHARD_COUNT: '4' },
  ])('refuses shards that there are not: %o', (env) => {
    expect(faultsOf(env)).toEqual([
      expect.stringMatching(/^SHARDS, or SHARD_ID, must lie below SHARD_COUNT/),
    ]);
  });

  it('shows no address that may hold a password', () => {
    expect(faultsOf({ QUEUE_URL: 'http://user:secret@redis' })).toEqual([
      'QUEUE_URL must be a redis:// or rediss:// URL; received a value that is not shown',
    ]);
  });

  it('takes proxies by their names in either case, and the lower one first', () => {
    const { proxy } = readConfig({ HTTPS_PROXY: 'http://a', https_proxy: 'http://b', NO_PROXY: 'c' });
    expect(proxy).toEqual({ https: 'http://b', http: undefined, bypass: 'c' });
  });

  it('is frozen', () => {
    const config = readConfig({});
    expect(Object.isFrozen(config) && Object.isFrozen(config.limits)).toBe(true);
  });

  it('takes several CDN origins', () => {
    expect(readConfig({ DISCORD_CDN_ORIGINS: 'http://127.0.0.1:81, https://a.b' }).cdnOrigins).toEqual([
      'http://127.0.0.1:81',
      'https://a.b',
    ]);
  });

  it.each(['postgresql://overtone:secret@db/overtone', 'redis://cache:6379/1', 'rediss://cache', 'memory:'])(
    'takes %s as the index',
    (INDEX_URL) => {
      expect(readConfig({ INDEX_URL }).indexUrl).toBe(INDEX_URL);
    },
  );

  it('keeps clips in DATA_DIR, in another folder, or in a bucket', () => {
    const { dataDir, clipsUrl } = readConfig({});
    expect(clipsUrl).toBe(`file:${dataDir}`);
    expect(readConfig({ CLIPS_URL: 'file:/srv/clips' }).clipsUrl).toBe('file:/srv/clips');
    expect(readConfig({ CLIPS_URL: 'file:///srv/clips' }).clipsUrl).toBe('file:/srv/clips');
    expect(readConfig({ CLIPS_URL: 'file:shared' }, '/srv').clipsUrl).toBe('file:/srv/shared');
    const bucket = 's3://bucket/prefix?endpoint=http://s3:7070';
    expect(readConfig({ CLIPS_URL: bucket }).clipsUrl).toBe(bucket);
  });

  it('takes relative arguments from where npm was called, if it was npm that runs this', () => {
    const root = packageRoot();
    expect(readConfig({ INIT_CWD: '/home/me' }, root).callerDir).toBe('/home/me');
    expect(readConfig({}, root).callerDir).toBe(root);
    expect(readConfig({ INIT_CWD: '/home/me' }, '/srv').callerDir).toBe('/srv');
  });

  it('takes a relative index from the working directory', () => {
    expect(readConfig({ INDEX_URL: 'sqlite://here/index' }, '/srv').indexUrl).toBe(
      'sqlite:///srv/here/index',
    );
    expect(readConfig({ INDEX_URL: 'sqlite:///there' }, '/srv').indexUrl).toBe('sqlite:///there');
  });

  it('looks a bare name of ffmpeg up on PATH, and takes anything else as a path', () => {
    const pathOf = (FFMPEG_PATH: string) => readConfig({ FFMPEG_PATH }, '/srv').ffmpegPath;
    expect(pathOf('ffmpeg')).toBe('ffmpeg');
    expect(pathOf('ffmpeg-7')).toBe('ffmpeg-7');
    expect(pathOf('./ffmpeg')).toBe('/srv/ffmpeg');
    expect(pathOf('tools/ffmpeg')).toBe('/srv/tools/ffmpeg');
    expect(pathOf('/usr/bin/ffmpeg')).toBe('/usr/bin/ffmpeg');
    expect(pathOf('')).toBeUndefined();
  });

  it.each([
    '/srv/clips',
    's3://',
    's3://key:secret@bucket',
    's3://bucket?endpoint=s3:7070',
    'https://bucket',
  ])('does not take %s for the clips, nor show it', (CLIPS_URL) => {
    expect(faultsOf({ CLIPS_URL })).toEqual([expect.stringMatching(/^CLIPS_URL must be .*not shown$/)]);
  });

  it('does not show the password of an index that it refuses', () => {
    const faults = faultsOf({ INDEX_URL: 'mysql://overtone:secret@db/overtone' });
    expect(faults).toEqual([expect.stringMatching(/^INDEX_URL must be .*not shown$/)]);
  });
});
