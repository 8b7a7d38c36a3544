import { mkdtemp, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { createDownloader, type DownloaderOptions } from '../../../src/audio/download.js';
import type { FileFacts } from '../../../src/usecases/ports.js';

export const MAX_BYTES = 100_000;

export interface DownloadFixture {
  folder: string;
  target: string;
  server: Server;
  origin: string;
  /** Paths that the server was asked for. */
  asked: string[];
  /** How the server answers; a test sets it. */
  answer: RequestListener;
}

export type DownloadRequest = Partial<DownloaderOptions> & { url?: string; signal?: AbortSignal };

/** Gives each test of a file an empty folder and a server of its own. */
export function useDownloadFixture(): DownloadFixture {
  const fixture = {} as DownloadFixture;
  beforeEach(async () => {
    fixture.folder = await mkdtemp(join(tmpdir(), 'download-'));
    fixture.target = join(fixture.folder, 'clip');
    fixture.asked = [];
    fixture.answer = (_request, response) => response.end('x');
    fixture.server = createServer((request, response) => {
      fixture.asked.push(request.url ?? '');
      fixture.answer(request, response);
    });
    await new Promise<void>((resolve) => fixture.server.listen(0, '127.0.0.1', resolve));
    fixture.origin = `http://127.0.0.1:${(fixture.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await closeServer(fixture);
    await rm(fixture.folder, { recursive: true });
  });
  return fixture;
}

/** Does nothing if it is closed already. */
export async function closeServer({ server }: DownloadFixture): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

export function download(
  { origin, target }: DownloadFixture,
  { url = `${origin}/clip.ogg`, signal, ...options }: DownloadRequest = {},
): Promise<FileFacts> {
  const downloader = createDownloader({ allowedOrigins: [origin], ...options });
  return downloader.download(url, target, { maxBytes: MAX_BYTES, signal });
}

export async function expectRefusal(
  fixture: DownloadFixture,
  code: string,
  request?: DownloadRequest,
): Promise<void> {
  await expect(download(fixture, request)).rejects.toMatchObject({ name: 'UserError', code });
  expect(await readdir(fixture.folder)).toEqual([]);
}

/** What all open files share, so that a test can make the disk fail. */
export async function fileHandlePrototype(folder: string): Promise<FileHandle> {
  const handle = await open(folder);
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
}
