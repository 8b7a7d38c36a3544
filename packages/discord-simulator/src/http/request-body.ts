import type { IncomingMessage } from 'node:http';
import { apiErrors } from '../rest/api-error.js';

/** A file of a multipart form. */
export interface UploadedFile {
  /** The n of `files[n]`. */
  index: number;
  fileName: string;
  contentType?: string;
  bytes: Uint8Array;
}

export interface RequestBody {
  /** The JSON body or, of a form, `payload_json`; undefined where there is none. */
  payload: unknown;
  files: UploadedFile[];
}

/**
 * Reads a JSON or multipart body.
 *
 * @throws {ApiError} 50109 if it cannot be read as what it claims to be, 40005 if it is larger than `maxBytes`.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<RequestBody> {
  const bytes = await readAll(request, maxBytes);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { payload: undefined, files: [] };
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  return { payload: parseJson(bytes.toString('utf8')), files: [] };
}

async function readAll(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    // Too much is read to its end, so that the refusal arrives, but not kept.
    if (size <= maxBytes) chunks.push(chunk as Buffer);
  }
  if (size > maxBytes) throw apiErrors.tooLarge();
  return Buffer.concat(chunks);
}

async function readForm(bytes: Buffer, type: string): Promise<RequestBody> {
  const response = new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
  // Deprecated for servers that strangers reach, because it keeps all in memory; here that is wanted.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const form = await response.formData().catch(() => {
    throw apiErrors.unreadable();
  });
  const files: UploadedFile[] = [];
  for (const [name, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1];
    if (index === undefined || typeof value === 'string') continue;
    files.push({
      index: Number(index),
      fileName: value.name,
      ...(value.type === '' ? {} : { contentType: value.type }),
      bytes: new Uint8Array(await value.arrayBuffer()),
    });
  }
  const payload = form.get('payload_json');
  return { payload: typeof payload === 'string' ? parseJson(payload) : {}, files };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw apiErrors.unreadable();
  }
}
