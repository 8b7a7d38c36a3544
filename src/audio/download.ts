import { createHash } from 'node:crypto';
import { Agent, request, type Dispatcher } from 'undici';
import { UserError } from '../domain/errors.js';
import { formatBytes } from '../domain/format.js';
import type { Downloader, FileFacts } from '../usecases/ports.js';
import { NewFile } from './new-file.js';

export interface DownloaderOptions {
  /** Such as `https://cdn.discordapp.com`: scheme, host and port. Only `http` and `https` count. */
  allowedOrigins: readonly string[];
  /** Until a connection stands, in milliseconds. Default: 10,000. */
  connectTimeoutMs?: number;
  /** Without a byte from the server, in milliseconds. Default: 10,000. */
  idleTimeoutMs?: number;
  /** For the whole download, in milliseconds. Default: 60,000. */
  totalTimeoutMs?: number;
}

const GONE = new Set([403, 404, 410]);

/**
 * Downloads from given origins alone: no redirect is followed, no credentials are sent, and nothing is unpacked
 * on the way. Connections are not kept, so there is nothing to close.
 *
 * @throws {TypeError} if an origin is none (a mistake in the configuration).
 */
export function createDownloader({
  allowedOrigins,
  connectTimeoutMs = 10_000,
  idleTimeoutMs = 10_000,
  totalTimeoutMs = 60_000,
}: DownloaderOptions): Downloader {
  const origins = new Set(allowedOrigins.map((origin) => new URL(origin).origin));
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: idleTimeoutMs,
    bodyTimeout: idleTimeoutMs,
  });

  return {
    async download(url, toPath, { maxBytes, signal }) {
      const from = parseAllowed(url, origins);
      signal?.throwIfAborted();

      const stop = new AbortController();
      const timer = setTimeout(() => {
        stop.abort(failed(`took longer than ${totalTimeoutMs} ms`));
      }, totalTimeoutMs);
      const onAbort = (): void => {
        stop.abort(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        const body = await open(from, { dispatcher, maxBytes, signal: stop.signal });
        return await save(body, toPath, { maxBytes, signal: stop.signal });
      } catch (error) {
        throw stop.signal.aborted ? stop.signal.reason : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      }
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
  maxBytes: number;
  signal: AbortSignal;
}

type Body = Dispatcher.ResponseData['body'];

/** Sends the request and judges the answer by its head; the body of a refused one is not read. */
async function open(
  url: URL,
  { dispatcher, maxBytes, signal }: Transfer & { dispatcher: Agent },
): Promise<Body> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher,
    signal,
    headers: { 'accept-encoding': 'identity', 'user-agent': 'Overtone' },
    reset: true,
  }).catch(rethrowAsFailed);

  const refusal = judgeHead(statusCode, headers, maxBytes);
  if (refusal !== undefined) {
    body.on('error', () => undefined);
    body.destroy();
    throw refusal;
  }
  return body;
}

function judgeHead(
  statusCode: number,
  headers: Dispatcher.ResponseData['headers'],
  maxBytes: number,
): UserError | undefined {
  if (GONE.has(statusCode)) return new UserError('ATTACHMENT_GONE', { cause: `status ${statusCode}` });
  if (statusCode !== 200) return failed(`status ${statusCode}`);
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity') return failed(`content-encoding ${encoding}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooBig(maxBytes);
  return undefined;
}

async function save(body: Body, toPath: string, { maxBytes, signal }: Transfer): Promise<FileFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const file = await NewFile.create(toPath);
    try {
      for await (const chunk of received(body)) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw tooBig(maxBytes);
        hash.update(chunk);
        await file.write(chunk);
      }
      await file.keep();
      signal.throwIfAborted();
    } catch (error) {
      await file.drop();
      throw error;
    }
  } finally {
    body.on('error', () => undefined);
    body.destroy();
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** The body's bytes, with the network's errors told apart from the disk's. */
async function* received(body: Body): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    rethrowAsFailed(error);
  }
}

function tooBig(maxBytes: number): UserError {
  return new UserError('CLIP_TOO_BIG', { limit: formatBytes(maxBytes) });
}

function failed(cause: unknown): UserError {
  return new UserError('DOWNLOAD_FAILED', { cause });
}

function rethrowAsFailed(error: unknown): never {
  throw failed(error);
}
