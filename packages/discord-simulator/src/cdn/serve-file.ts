import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseRange } from './byte-range.js';
import type { Misbehaviour, StoredFile } from './stored-file.js';

/** Answers one request for a file, well or as badly as the file says. */
export async function serveFile(
  file: StoredFile,
  request: IncomingMessage,
  response: ServerResponse,
  stopped: AbortSignal,
): Promise<void> {
  const { bytes, misbehaviour } = file;
  const type = { 'content-type': file.contentType ?? 'application/octet-stream' };
  if (!misbehaviour) {
    serveWell(bytes, type, request, response);
    return;
  }
  switch (misbehaviour.kind) {
    case 'gone':
      response.writeHead(misbehaviour.status ?? 404, { 'content-type': 'text/plain' });
      response.end('This content is no longer available.');
      return;
    case 'redirect':
      response.writeHead(302, { location: misbehaviour.to });
      response.end();
      return;
    case 'hang':
      if (misbehaviour.after === 'head') {
        response.writeHead(200, { ...type, 'content-length': bytes.length });
        response.flushHeaders();
      }
      return;
    case 'no-length':
      response.writeHead(200, type);
      response.end(bytes);
      return;
    case 'longer':
      response.writeHead(200, type);
      response.write(bytes);
      response.end(Buffer.alloc(misbehaviour.extraBytes));
      return;
    case 'wrong-length':
      response.writeHead(200, { ...type, 'content-length': misbehaviour.announced });
      await sendThenBreak(response, bytes);
      return;
    case 'reset':
      response.writeHead(200, { ...type, 'content-length': bytes.length });
      await sendThenBreak(response, bytes.subarray(0, misbehaviour.afterBytes));
      return;
    case 'drip':
      response.writeHead(200, { ...type, 'content-length': bytes.length });
      await drip(response, bytes, misbehaviour, stopped);
  }
}

/** Whole, or the part that was asked for. */
function serveWell(
  bytes: Uint8Array,
  type: Record<string, string>,
  { headers: { range: asked } }: IncomingMessage,
  response: ServerResponse,
): void {
  const headers = { ...type, 'accept-ranges': 'bytes' };
  const range = parseRange(asked, bytes.length);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  } else if (range) {
    const part = bytes.subarray(range.start, range.end + 1);
    const where = `bytes ${range.start}-${range.end}/${bytes.length}`;
    response.writeHead(206, { ...headers, 'content-range': where, 'content-length': part.length }).end(part);
  } else {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
  }
}

async function sendThenBreak(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  await new Promise((resolve) => response.write(bytes, resolve));
  response.socket?.destroySoon();
}

async function drip(
  response: ServerResponse,
  bytes: Uint8Array,
  { bytes: step, everyMs }: Extract<Misbehaviour, { kind: 'drip' }>,
  stopped: AbortSignal,
): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    response.write(bytes.subarray(at, at + step));
    await sleep(everyMs, undefined, { signal: stopped }).catch(() => response.destroy());
  }
  response.end();
}
