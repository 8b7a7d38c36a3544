import { randomUUID } from 'node:crypto';
import type { SentFile } from '@overtone/discord-simulator';
import type { LeftFile } from '../protocol.js';

export interface LeftFilesOptions {
  /** Files that wait at a time; beyond them, the oldest go. */
  maxFiles: number;
  /** Bytes of all that wait. */
  maxBytes: number;
  /** How long a file waits until it is named, in milliseconds. */
  lifetimeMs: number;
}

interface Waiting {
  file: SentFile;
  timer: NodeJS.Timeout;
}

/** Files that the page has left, until it names them in an action. */
export class LeftFiles {
  private readonly waiting = new Map<string, Waiting>();
  private bytes = 0;

  constructor(private readonly options: LeftFilesOptions) {}

  leave(file: SentFile): LeftFile {
    const id = randomUUID();
    const timer = setTimeout(() => {
      this.forget(id);
    }, this.options.lifetimeMs);
    timer.unref();
    this.waiting.set(id, { file, timer });
    this.bytes += file.bytes.length;
    this.makeRoom(id);
    return { id, name: file.fileName, size: file.bytes.length };
  }

  find(id: string): SentFile | undefined {
    return this.waiting.get(id)?.file;
  }

  forget(id: string): void {
    const found = this.waiting.get(id);
    if (!found) return;
    clearTimeout(found.timer);
    this.waiting.delete(id);
    this.bytes -= found.file.bytes.length;
  }

  clear(): void {
    for (const id of [...this.waiting.keys()]) this.forget(id);
  }

  private makeRoom(newest: string): void {
    const { maxFiles, maxBytes } = this.options;
    for (const id of [...this.waiting.keys()]) {
      if (id === newest || (this.waiting.size <= maxFiles && this.bytes <= maxBytes)) return;
      this.forget(id);
    }
  }
}
