import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { Snowflakes } from '../snowflake.js';
import { serveFile } from './serve-file.js';
import type { SentFile, StoredFile } from './stored-file.js';

const DAY_MS = 86_400_000;

/** The files, served at `/attachments/…` and, those given to commands, at `/ephemeral-attachments/…`. */
export class Cdn {
  private readonly files = new Map<string, StoredFile>();
  private bytes = 0;
  /** Set once the port is known. */
  origin = '';

  constructor(
    private readonly ids: Snowflakes,
    private readonly clock: Clock,
    private readonly stopped: AbortSignal,
    /** Bytes that are kept; beyond them, the oldest files go. */
    private readonly keepBytes = Infinity,
  ) {}

  /** @param folder - The channel's id, or the application's for a command's option. */
  keep(file: SentFile, folder: string, { ephemeral = false } = {}): StoredFile {
    const id = this.ids.next();
    const fileName = asciiFileName(file.fileName);
    const path = `/${ephemeral ? 'ephemeral-attachments' : 'attachments'}/${folder}/${id}/${fileName}`;
    const stored = {
      ...titleOf(file.fileName),
      ...file,
      id,
      fileName,
      ephemeral,
      requests: 0,
      url: this.origin + this.signed(path),
    };
    this.files.set(path, stored);
    this.bytes += stored.bytes.length;
    this.forgetOldest();
    return stored;
  }

  /** The file behind an address, if the CDN has it. */
  find(url: string): StoredFile | undefined {
    return this.files.get(new URL(url, this.origin).pathname);
  }

  drop(file: StoredFile): void {
    if (this.files.delete(new URL(file.url).pathname)) this.bytes -= file.bytes.length;
  }

  handles(path: string): boolean {
    return /^\/(ephemeral-)?attachments\//.test(path);
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = this.find(request.url ?? '/');
    if (!file || request.method !== 'GET') {
      response.writeHead(file ? 405 : 404, { 'content-type': 'text/plain' });
      response.end('This content is no longer available.');
      return;
    }
    file.requests += 1;
    await serveFile(file, request, response, this.stopped);
  }

  private forgetOldest(): void {
    for (const file of this.files.values()) {
      if (this.bytes <= this.keepBytes || this.files.size === 1) return;
      this.drop(file);
    }
  }

  /** Discord signs its addresses: when they end, when they were made, and a keyed hash. */
  private signed(path: string): string {
    const madeAt = Math.floor(this.clock.now() / 1000);
    const hash = createHash('sha256').update(path).digest('hex');
    return `${path}?ex=${(madeAt + DAY_MS / 1000).toString(16)}&is=${madeAt.toString(16)}&hm=${hash}&`;
  }
}

/** A name that is not ASCII is told as a title, without folders and ending, since the file's own loses it. */
function titleOf(name: string): { title?: string } {
  const title = name.replace(/^.*[/\\]/, '').replace(/\.[A-Za-z0-9]+$/, '');
  return /^[\x20-\x7e]*$/.test(title) ? {} : { title };
}

/** Discord keeps letters, digits, `_`, `-` and `.` of a file name; spaces become `_`, the rest goes. */
export function asciiFileName(name: string): string {
  const cleaned = name
    .replace(/^.*[/\\]/, '')
    .replace(/\s+/g, '_')
    .replace(/[^A-Za-z0-9_.-]/g, '');
  return /^\.*$/.test(cleaned) ? `unknown${cleaned}` : cleaned;
}
