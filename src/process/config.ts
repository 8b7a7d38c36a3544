import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Shards } from '../discord/shards.js';
import type { Limits, RetentionDays } from '../domain/limits.js';
import { INDEX_URL_RULE, indexEngineOf } from '../store/index/engines.js';
import type { ProxySettings } from './proxy.js';
import { packageRoot } from './package-root.js';

/** Everything that the environment decides, read once and handed down. Paths are absolute. */
export interface Config {
  /** Absent when no token is set. */
  readonly token: string | undefined;
  /** Register commands on this server only. */
  readonly guildId: string | undefined;
  /** What discord.js' `rest.api` takes. */
  readonly apiUrl: string;
  /** Origins that attachments may be fetched from. */
  readonly cdnOrigins: readonly string[];
  /** What Discord is reached through. */
  readonly proxy: Readonly<ProxySettings>;
  /** The parts of Discord's gateway that this process holds; `auto`: all, as many as Discord advises. */
  readonly shards: Shards;
  /** The Redis that the processes of one bot share; absent where there is one process. */
  readonly queueUrl: string | undefined;
  /** Where health and metrics are served; absent: nowhere. */
  readonly monitor: MonitorAddress | undefined;
  /** What relative paths among a program's arguments are relative to: where whoever called it stands. */
  readonly callerDir: string;
  readonly dataDir: string;
  readonly indexUrl: string;
  /** `file:` and an absolute path, or `s3://…`. */
  readonly clipsUrl: string;
  readonly modelDir: string;
  /** An absolute path, or a name that is looked up on PATH. */
  readonly ffmpegPath: string | undefined;
  /** Longest run of one ffmpeg, in milliseconds. */
  readonly ffmpegTimeLimitMs: number;
  readonly tfjsBackend: 'auto' | 'tensorflow' | 'wasm';
  /** The sandbox's; a free one where it is absent. */
  readonly port: number | undefined;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Inference threads. */
  readonly workers: number;
  readonly limits: Readonly<Limits>;
  readonly retentionDays: Readonly<RetentionDays>;
  /** Whether `npm run export-labels` does anything; members are told. */
  readonly allowsLabelExport: boolean;
}

export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

/** The environment is at fault; the message lists every fault at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`The configuration has faults:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

const MIB = 1024 * 1024;
const MOST_DAYS = 36_500;
const MOST_SHARDS = 100_000;
/** Beyond these a limit is a slip of the pen: no message of Discord's holds as much, no ffmpeg is given the time. */
const MOST_CLIP_BYTES = 1024 * MIB;
const MOST_CLIP_SECONDS = 24 * 60 * 60;
const MOST_SERVER_BYTES = 2 ** 50;
const MOST_TIMES = 1_000_000;
const snowflake = z.string().regex(/^\d{15,22}$/, 'must be a Discord id, digits only');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const count = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be ${least} to ${most}`);
const isOrigin = (text: string) =>
  URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
const origins = z
  .string()
  .transform((list) => list.split(',').map((item) => item.trim()))
  .refine((list) => list.every(isOrigin), 'must be http(s) origins without a path, separated by commas');

const shardRange = z
  .string()
  .regex(/^(auto|\d+|\d+-\d+)$/, 'must be auto, one shard such as 2, or several such as 0-3');
const redisUrl = z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' });

const DEFAULT_CDN_ORIGINS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

const schema = z.object({
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_GUILD_ID: snowflake.optional(),
  DISCORD_API_URL: httpUrl.default('https://discord.com/api'),
  DISCORD_CDN_ORIGINS: origins.default(DEFAULT_CDN_ORIGINS),
  SHARDS: shardRange.default('auto'),
  SHARD_ID: count(0, MOST_SHARDS).optional(),
  SHARD_COUNT: count(1, MOST_SHARDS).optional(),
  QUEUE_URL: redisUrl.optional(),
  METRICS_PORT: count(1, 65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('data'),
  INDEX_URL: z
    .string()
    .refine((url) => indexEngineOf(url) !== undefined, INDEX_URL_RULE)
    .optional(),
  CLIPS_URL: z
    .string()
    .refine(
      isClipsUrl,
      'must be file:FOLDER or s3://BUCKET, followed by ?endpoint=http(s)://… where it is not Amazon’s',
    )
    .optional(),
  MODEL_DIR: z.string().optional(),
  FFMPEG_PATH: z.string().optional(),
  FFMPEG_SECONDS: count(1, 900).default(120),
  TFJS_BACKEND: z.enum(['auto', 'tensorflow', 'wasm'], 'must be auto, tensorflow or wasm').default('auto'),
  LOG_LEVEL: z
    .enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      'must be fatal, error, warn, info, debug or silent',
    )
    .default('info'),
  PORT: count(1, 65_535).optional(),
  WORKERS: count(1, 64).optional(),
  MAX_CLIP_BYTES: count(1, MOST_CLIP_BYTES).default(25 * MIB),
  MAX_CLIP_SECONDS: count(1, MOST_CLIP_SECONDS).default(15 * 60),
  MAX_SERVER_CLIPS: count(1, MOST_TIMES).default(1000),
  MAX_SERVER_BYTES: count(1, MOST_SERVER_BYTES).default(2048 * MIB),
  MAX_UPLOADS_PER_MINUTE: count(1, MOST_TIMES).default(10),
  CLIP_TTL_DAYS: count(1, MOST_DAYS).optional(),
  RETENTION_DAYS: count(0, MOST_DAYS).default(30),
  ALLOW_LABEL_EXPORT: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
});

/**
 * Reads the configuration.
 *
 * @param env - Variables by name; an empty value counts as not set.
 * @param cwd - What relative paths are relative to.
 * @throws {@link ConfigError} naming every variable at fault, the rule, and the value received.
 */
export function readConfig(env: NodeJS.ProcessEnv, cwd = process.cwd()): Config {
  const set = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]): [string, string] => [name, value?.trim() ?? ''])
      .filter(([, value]) => value !== ''),
  );
  const parsed = schema.safeParse(set);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map((issue) => fault(issue, set)));
  const values = parsed.data;
  const shards = readShards(values.SHARD_ID?.toString() ?? values.SHARDS, values.SHARD_COUNT);
  const dataDir = resolve(cwd, values.DATA_DIR);
  return Object.freeze({
    token: values.DISCORD_TOKEN,
    guildId: values.DISCORD_GUILD_ID,
    apiUrl: values.DISCORD_API_URL.replace(/\/+$/, ''),
    cdnOrigins: Object.freeze(values.DISCORD_CDN_ORIGINS),
    proxy: Object.freeze({
      https: set.https_proxy ?? set.HTTPS_PROXY,
      http: set.http_proxy ?? set.HTTP_PROXY,
      bypass: set.no_proxy ?? set.NO_PROXY,
    }),
    shards,
    queueUrl: values.QUEUE_URL,
    monitor:
      values.METRICS_PORT === undefined
        ? undefined
        : Object.freeze({ host: values.METRICS_HOST, port: values.METRICS_PORT }),
    callerDir: readCallerDir(set.INIT_CWD, cwd),
    dataDir,
    indexUrl: readIndexUrl(values.INDEX_URL ?? `sqlite://${join(dataDir, 'index.sqlite')}`, cwd),
    clipsUrl: readClipsUrl(values.CLIPS_URL ?? values.DATA_DIR, cwd),
    modelDir: values.MODEL_DIR ? resolve(cwd, values.MODEL_DIR) : join(packageRoot(), 'model', 'artefacts'),
    ffmpegPath: values.FFMPEG_PATH && readProgram(values.FFMPEG_PATH, cwd),
    ffmpegTimeLimitMs: values.FFMPEG_SECONDS * 1000,
    tfjsBackend: values.TFJS_BACKEND,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    workers: values.WORKERS ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    limits: Object.freeze({
      maxClipBytes: values.MAX_CLIP_BYTES,
      maxClipSec: values.MAX_CLIP_SECONDS,
      maxGuildClips: values.MAX_SERVER_CLIPS,
      maxGuildBytes: values.MAX_SERVER_BYTES,
      maxUploadsPerMinute: values.MAX_UPLOADS_PER_MINUTE,
    }),
    retentionDays: Object.freeze({ clip: values.CLIP_TTL_DAYS, afterLeaving: values.RETENTION_DAYS }),
    allowsLabelExport: values.ALLOW_LABEL_EXPORT === 'yes',
  });
}

/** Reads `.env` beside the working directory, if it is there, then the environment, which wins. */
export function loadConfig(): Config {
  const file = resolve('.env');
  const fromFile = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  // Amazon's client and PostgreSQL's read their variables themselves, and from the environment alone.
  for (const [name, value] of Object.entries(fromFile)) {
    if (/^(AWS_|PG)/.test(name)) process.env[name] ??= value;
  }
  const set = Object.entries(process.env).filter(([, value]) => value?.trim());
  return readConfig({ ...fromFile, ...Object.fromEntries(set) });
}

function isClipsUrl(text: string): boolean {
  if (text.startsWith('file:')) return text.length > 'file:'.length;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, searchParams } = new URL(text);
  const endpoint = searchParams.get('endpoint') ?? 'https://s3.amazonaws.com';
  const isAddress = URL.canParse(endpoint) && /^https?:/.test(endpoint);
  // An access key in the URL would be shown wherever the URL is; AWS_ACCESS_KEY_ID is the place for it.
  return protocol === 's3:' && hostname !== '' && username === '' && isAddress;
}

/** A program as a shell takes it: a name alone is one on PATH, anything with a separator is a path. */
function readProgram(text: string, cwd: string): string {
  return basename(text) === text ? text : resolve(cwd, text);
}

/** @param initCwd - Where npm was called. It runs a script in the package's folder, wherever that was. */
function readCallerDir(initCwd: string | undefined, cwd: string): string {
  return initCwd !== undefined && cwd === packageRoot() ? initCwd : cwd;
}

function readIndexUrl(url: string, cwd: string): string {
  return indexEngineOf(url)?.seenFrom?.(url, cwd) ?? url;
}

/** @param text - A URL, or a folder. */
function readClipsUrl(text: string, cwd: string): string {
  return text.startsWith('s3:') ? text : `file:${resolve(cwd, text.replace(/^file:(\/\/(?=\/))?/, ''))}`;
}

function readShards(range: string, shardCount: number | undefined): Shards {
  const [first, last = first] = range === 'auto' ? [0, (shardCount ?? 0) - 1] : range.split('-').map(Number);
  if (range === 'auto' && shardCount === undefined) return 'auto';
  if (first! > last! || last! >= (shardCount ?? 0)) {
    throw new ConfigError([
      `SHARDS, or SHARD_ID, must lie below SHARD_COUNT, the shards of all processes together; received "${range}" of ${shardCount ?? 'none'}`,
    ]);
  }
  const ids = Array.from({ length: last! - first! + 1 }, (_, i) => first! + i);
  return Object.freeze({ ids: Object.freeze(ids), count: shardCount! });
}

function fault(issue: z.core.$ZodIssue, env: Record<string, string>): string {
  const name = String(issue.path[0]);
  const secret = ['DISCORD_TOKEN', 'INDEX_URL', 'CLIPS_URL', 'QUEUE_URL'].includes(name);
  return `${name} ${issue.message}; received ${secret ? 'a value that is not shown' : JSON.stringify(env[name])}`;
}
