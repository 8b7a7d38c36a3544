import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** Serves files as Discord's CDN does, and keeps those who ask waiting where a test wants it. */
export interface FileServer {
  origin: string;
  /** Names that were asked for, in order. */
  asked: string[];
  /** Names of which the asker went away before it was served. */
  deserted: string[];
  /** @param isHeld - Whether it is kept back until it is released. @returns its address. */
  offer(name: string, bytes: Uint8Array, isHeld?: boolean): string;
  /** Serves it to those who wait for it, and from now on. */
  release(name: string): void;
}

export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Uint8Array>();
  const gates = new Map<string, { opened: Promise<void>; open(): void }>();
  const asked: string[] = [];
  const deserted: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    asked.push(name);
    response.on('close', () => {
      if (!response.writableFinished) deserted.push(name);
    });
    void Promise.resolve(gates.get(name)?.opened).then(() => {
      const bytes = files.get(name);
      response.writeHead(bytes ? 200 : 404).end(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    deserted,
    offer(name, bytes, isHeld = false) {
      files.set(name, bytes);
      if (isHeld) gates.set(name, gate());
      return `${origin}/${name}`;
    },
    release: (name) => gates.get(name)?.open(),
  };
}

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Waits until something is so, looking again every few milliseconds, until the test's own time is over. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}
