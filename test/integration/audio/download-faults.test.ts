import { readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createDownloader } from '../../../src/audio/download.js';
import {
  closeServer,
  download,
  expectRefusal,
  fileHandlePrototype,
  MAX_BYTES,
  useDownloadFixture,
} from './download-fixture.js';

const at = useDownloadFixture();

describe('download: the network', () => {
  it('fails if nobody listens', async () => {
    await closeServer(at);
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });

  it('fails if the connection is reset mid-way', async () => {
    at.answer = (request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('x');
      setTimeout(() => request.socket.resetAndDestroy(), 30);
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });

  it('fails if no answer comes', async () => {
    at.answer = () => undefined;
    await expectRefusal(at, 'DOWNLOAD_FAILED', { idleTimeoutMs: 300 });
  });

  it('fails if the answer stops coming', async () => {
    at.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('x');
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED', { idleTimeoutMs: 300 });
  });

  it('fails if it comes in drips that would take forever', async () => {
    let drips: NodeJS.Timeout | undefined;
    at.answer = (_request, response) => {
      drips = setInterval(() => response.write('x'), 50);
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED', { totalTimeoutMs: 600 });
    clearInterval(drips);
  });

  it('closes its connection, whatever happens', async () => {
    at.answer = (request, response) => response.writeHead(request.url === '/gone' ? 404 : 200).end('x');
    await download(at);
    await rm(at.target);
    await expectRefusal(at, 'ATTACHMENT_GONE', { url: `${at.origin}/gone` });
    await vi.waitFor(async () => {
      const open = await new Promise((resolve) => {
        at.server.getConnections((_error, count) => {
          resolve(count);
        });
      });
      expect(open).toBe(0);
    });
  });
});

describe('download: the disk', () => {
  it.each([
    ['writeFile', 'ENOSPC'],
    ['writeFile', 'EFBIG'],
    ['writeFile', 'EDQUOT'],
    ['sync', 'ENOSPC'],
  ] as const)('%s says %s: full', async (method, code) => {
    at.answer = (_request, response) => response.end('x');
    const failing = vi
      .spyOn(await fileHandlePrototype(at.folder), method)
      .mockRejectedValue(Object.assign(new Error(code), { code }));
    try {
      await expectRefusal(at, 'STORAGE_FULL');
    } finally {
      failing.mockRestore();
    }
  });

  it('may be slow, even if the server closes the connection meanwhile', async () => {
    // undici would end the whole process here, if the receiver made it wait (nodejs/undici issue 5360).
    const prototype = await fileHandlePrototype(at.folder);
    const slow = vi.spyOn(prototype, 'writeFile').mockImplementation(async function (this: FileHandle, data) {
      await sleep(50);
      await this.appendFile(data);
    });
    try {
      for (const bytes of [MAX_BYTES, 65_536, 65_535, 16_384]) {
        at.answer = (_request, response) => {
          response.shouldKeepAlive = false;
          response.end(Buffer.alloc(bytes, 7));
        };
        expect(await download(at)).toMatchObject({ bytes });
        expect((await stat(at.target)).size).toBe(bytes);
        await rm(at.target);
      }
    } finally {
      slow.mockRestore();
    }
  });

  it('says that the store cannot be used, without a file left', async () => {
    at.answer = (_request, response) => response.end('x');
    const missing = createDownloader({ allowedOrigins: [at.origin] }).download(
      at.origin,
      join(at.folder, 'no', 'clip'),
      {
        maxBytes: MAX_BYTES,
      },
    );
    await expect(missing).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readdir(at.folder)).toEqual([]);
  });
});

describe('download: abort', () => {
  it('before the start asks for nothing', async () => {
    const signal = AbortSignal.abort(new Error('changed my mind'));
    await expect(download(at, { signal })).rejects.toThrow('changed my mind');
    expect(at.asked).toEqual([]);
  });

  it.each(['before the answer', 'mid-way'])('%s leaves no file', async (when) => {
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    at.answer = (_request, response) => {
      if (when === 'mid-way') response.writeHead(200, { 'content-length': 1000 }).write('x');
      setTimeout(() => {
        controller.abort(reason);
      }, 50);
    };
    await expect(download(at, { signal: controller.signal })).rejects.toBe(reason);
    expect(await readdir(at.folder)).toEqual([]);
  });

  it('during the sync leaves no file', async () => {
    at.answer = (_request, response) => response.end('x');
    const controller = new AbortController();
    const sync = vi.spyOn(await fileHandlePrototype(at.folder), 'sync').mockImplementation(() => {
      controller.abort(new Error('changed my mind'));
      return Promise.resolve();
    });
    await expect(download(at, { signal: controller.signal })).rejects.toThrow('changed my mind');
    sync.mockRestore();
    expect(await readdir(at.folder)).toEqual([]);
  });
});
