import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import PQueue from 'p-queue';
import type { Dispatcher } from 'undici';
import { UserError } from '../domain/errors.js';
import { formatBytes } from '../domain/format.js';
import type { Downloader, DownloadOptions, FileFacts } from '../usecases/ports.js';
import { NewFile } from './new-file.js';
import { receive } from './receive.js';
import { runFairly, FairQueue, type FairQueueOptions } from './fair-queue.js';

export interface DownloaderOptions {
  /** Origins such as `https://cdn.discordapp.com`: scheme, host and port. Only `http` and `https` count. */
  allowedOrigins: readonly string[];
  /** The proxy, as a URL, that a URL's host is reached through. Default: none. */
  proxyFor?: (url: string) => string | undefined;
  /** Longest wait for a connection, in milliseconds. Default: 10,000. */
  connectTimeoutMs?: number;
  /** Longest silence of the server, in milliseconds. Default: 10,000. */
  idleTimeoutMs?: number;
  /** Longest download, in milliseconds, not counting its wait in the queue. Default: 60,000. */
  totalTimeoutMs?: number;
  /** Downloads at a time; others wait in a fair queue. Default: 8. */
  maxConcurrent?: number;
}

const GONE = new Set([403, 404, 410]);

/**
 * Downloads from given origins alone: no redirect is followed, no credentials are sent, and nothing is unpacked
 * on the way. Connections are not kept, so there is nothing to close. Bytes wait in memory until the disk
 * has taken them, at most `maxBytes`. A proxy changes none of that: which host it is asked for is decided here.
 *
 * @throws {TypeError} if an origin is none (a mistake in the configuration).
 */
export function createDownloader({
  allowedOrigins,
  proxyFor = () => undefined,
  connectTimeoutMs = 10_000,
  idleTimeoutMs = 10_000,
  totalTimeoutMs = 60_000,
  maxConcurrent = 8,
}: DownloaderOptions): Downloader {
  const origins = new Set(allowedOrigins.map((origin) => new URL(origin).origin));
  /** The dispatchers, by the proxy that their requests go through. */
  const dispatchers = new Map<string | undefined, Promise<Dispatcher>>();
  /** undici is loaded with the first download, not with the bot. */
  const openDispatcher = async (proxy: string | undefined): Promise<Dispatcher> => {
    const { Agent, Pool, ProxyAgent } = await import('undici');
    const connect = { timeout: connectTimeoutMs };
    const silence = { headersTimeout: idleTimeoutMs, bodyTimeout: idleTimeoutMs };
    if (proxy === undefined) return new Agent({ connect, ...silence });
    return new ProxyAgent({
      uri: proxy,
      proxyTls: connect,
      clientFactory: (origin, options) => new Pool(origin, { ...options, ...silence }),
      ...silence,
    });
  };
  const dispatcherFor = ({ origin }: URL): Promise<Dispatcher> => {
    const proxy = proxyFor(origin);
    const opened = dispatchers.get(proxy) ?? openDispatcher(proxy);
    dispatchers.set(proxy, opened);
    return opened;
  };

  const queue = new PQueue<FairQueue, FairQueueOptions>({
    concurrency: maxConcurrent,
    queueClass: FairQueue,
  });

  async function downloadNow(
    from: URL,
    toPath: string,
    { maxBytes, signal }: DownloadOptions,
  ): Promise<FileFacts> {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort(failed(`took longer than ${totalTimeoutMs} ms`));
    }, totalTimeoutMs);
    const onAbort = (): void => {
      stop.abort(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const dispatcher = await dispatcherFor(from);
      return await downloadTo(toPath, { from, dispatcher, maxBytes, stop });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  return {
    async download(url, toPath, options) {
      const from = parseAllowed(url, origins);
      const { fairnessKey, signal } = options;
      return runFairly(queue, () => downloadNow(from, toPath, options), { fairnessKey, signal });
    },
  };
}

function parseAllowed(url: string, origins: ReadonlySet<string>): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const known = parsed !== undefined && /^https?:$/.test(parsed.protocol) && origins.has(parsed.origin);
  if (!known || parsed.username !== '' || parsed.password !== '') throw new UserError('ATTACHMENT_ORIGIN');
  return parsed;
}

interface Transfer {
  from: URL;
  dispatcher: Dispatcher;
  maxBytes: number;
  /** Aborting it ends the transfer with its reason. */
  stop: AbortController;
}

async function downloadTo(
  toPath: string,
  { from, dispatcher, maxBytes, stop }: Transfer,
): Promise<FileFacts> {
  const file = await NewFile.create(toPath);
  const hash = createHash('sha256');
  let bytes = 0;
  let written = Promise.resolve();
  /** Bytes that came in since the latest write began: the next one takes them all. */
  const backlog: Buffer[] = [];
  try {
    await receive(from, {
      dispatcher,
      signal: stop.signal,
      onHead: (statusCode, headers) => {
        judgeHead(statusCode, headers, maxBytes);
      },
      onChunk: (chunk) => {
        bytes += chunk.length;
        if (bytes > maxBytes) throw tooBig(maxBytes);
        hash.update(chunk);
        backlog.push(chunk);
        if (backlog.length > 1) return;
        written = written.then(() => file.write(Buffer.concat(backlog.splice(0))));
        written.catch((error: unknown) => {
          stop.abort(error);
        });
      },
    }).catch((error: unknown) => {
      stop.signal.throwIfAborted();
      throw error instanceof UserError ? error : failed(error);
    });
    await written;
    await file.keep();
    stop.signal.throwIfAborted();
  } catch (error) {
    await file.drop();
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** @throws UserError if an answer's head is reason enough not to read its body. */
function judgeHead(statusCode: number, headers: IncomingHttpHeaders, maxBytes: number): void {
  if (GONE.has(statusCode)) throw new UserError('ATTACHMENT_GONE', { cause: `status ${statusCode}` });
  if (statusCode !== 200) throw failed(`status ${statusCode}`);
  const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw failed(`content-encoding ${encoding}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooBig(maxBytes);
}

function tooBig(maxBytes: number): UserError {
  return new UserError('CLIP_TOO_BIG', { limit: formatBytes(maxBytes) });
}

function failed(cause: unknown): UserError {
  return new UserError('DOWNLOAD_FAILED', { cause });
}
