import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDownloader } from '../../../src/audio/download.js';
import { download, expectRefusal, MAX_BYTES, useDownloadFixture } from './download-fixture.js';

const at = useDownloadFixture();

describe('download', () => {
  const content = Buffer.from(Array.from({ length: MAX_BYTES }, (_, i) => (i * 31) % 251));

  it('saves the bytes, and tells their number and hash', async () => {
    at.answer = (_request, response) => response.end(content);
    expect(await download(at)).toEqual({
      bytes: MAX_BYTES,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect((await readFile(at.target)).equals(content)).toBe(true);
  });

  it('does so in pieces of unknown total size too, and for an empty file', async () => {
    at.answer = (_request, response) => {
      response.write(content.subarray(0, 10));
      setTimeout(() => response.end(content.subarray(10)), 20);
    };
    expect(await download(at)).toMatchObject({ bytes: MAX_BYTES });
    await rm(at.target);
    at.answer = (_request, response) => response.end();
    expect(await download(at)).toMatchObject({ bytes: 0 });
    expect(await readdir(at.folder)).toEqual(['clip']);
  });

  it('sends neither credentials nor a wish for packed content', async () => {
    let headers: object = {};
    at.answer = (request, response) => {
      headers = request.headers;
      response.end('x');
    };
    await download(at);
    expect(Object.keys(headers).sort()).toEqual(['accept-encoding', 'connection', 'host', 'user-agent']);
    expect(headers).toMatchObject({ 'accept-encoding': 'identity' });
  });

  it('does not touch a file that is there already', async () => {
    at.answer = (_request, response) => response.end('theirs');
    await writeFile(at.target, 'mine');
    await expect(download(at)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(at.target, 'utf8')).toBe('mine');
  });

  it('is told of a wrong origin in the configuration', () => {
    expect(() => createDownloader({ allowedOrigins: ['cdn.discordapp.com'] })).toThrow(TypeError);
  });
});

describe('download: where from', () => {
  it.each([
    'https://example.org/clip.ogg',
    'http://127.0.0.1:1/clip.ogg',
    'ORIGIN.example.org/clip.ogg',
    'ORIGIN@example.org/clip.ogg',
    'file:///etc/passwd',
    'data:audio/ogg,abc',
    'ftp://127.0.0.1/clip.ogg',
    'clip.ogg',
    '',
  ])('does not ask for %s', async (url) => {
    await expectRefusal(at, 'ATTACHMENT_ORIGIN', { url: url.replace('ORIGIN', at.origin) });
    expect(at.asked).toEqual([]);
  });

  it('asks only where the address itself, parsed, is of an allowed origin', async () => {
    const { host, port } = new URL(at.origin);
    const spellings = [
      at.origin,
      host,
      '127.0.0.1',
      '127.1',
      '0x7f000001',
      'localhost',
      '[::1]',
      'example.org',
    ];
    const parts = [
      'http:',
      'https:',
      '//',
      '\\\\',
      '\\',
      '@',
      '#',
      '?',
      '.',
      '%2e',
      '\t',
      ':',
      port,
      '/',
      ...spellings,
    ];
    const addresses = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc.array(fc.constantFrom(...parts)).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(addresses, async (url) => {
        at.asked = [];
        const outcome = await download(at, { url }).then(
          () => 'downloaded',
          (error: unknown) => (error as { code: string }).code,
        );
        const plain = URL.canParse(url) ? new URL(url) : undefined;
        const allowed = plain?.origin === at.origin && plain.username === '' && plain.password === '';
        expect(outcome).toBe(allowed ? 'downloaded' : 'ATTACHMENT_ORIGIN');
        expect(at.asked).toEqual(allowed ? [plain.pathname + plain.search] : []);
        await rm(at.target, { force: true });
      }),
      { numRuns: 300 },
    );
  });

  it('does not send credentials that are in the address', async () => {
    await expectRefusal(at, 'ATTACHMENT_ORIGIN', { url: at.origin.replace('//', '//me:secret@') });
    expect(at.asked).toEqual([]);
  });

  it('admits another spelling of an allowed origin', async () => {
    at.answer = (_request, response) => response.end('x');
    await download(at, {
      allowedOrigins: [`${at.origin}/attachments/`],
      url: `${at.origin.toUpperCase()}/clip.ogg`,
    });
    expect(at.asked).toEqual(['/clip.ogg']);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow a redirect (%i), neither to itself nor elsewhere',
    async (status) => {
      for (const location of [
        `${at.origin}/other.ogg`,
        'http://127.0.0.1:9/other.ogg',
        'file:///etc/passwd',
      ]) {
        at.asked = [];
        at.answer = (_request, response) => response.writeHead(status, { location }).end();
        await expectRefusal(at, 'DOWNLOAD_FAILED');
        expect(at.asked).toEqual(['/clip.ogg']);
      }
    },
  );

  it('takes no cookie from one download to the next', async () => {
    const cookies: unknown[] = [];
    at.answer = (request, response) => {
      cookies.push(request.headers.cookie);
      response.writeHead(200, { 'set-cookie': 'who=me' }).end('x');
    };
    for (let i = 0; i < 2; i += 1) {
      await download(at);
      await rm(at.target);
    }
    expect(cookies).toEqual([undefined, undefined]);
  });
});

describe('download: what comes back', () => {
  it.each([403, 404, 410])('status %i: gone', async (status) => {
    at.answer = (_request, response) => response.writeHead(status).end('no');
    await expectRefusal(at, 'ATTACHMENT_GONE');
  });

  it.each([204, 206, 400, 401, 429, 500, 503])('status %i: failed', async (status) => {
    at.answer = (_request, response) => response.writeHead(status).end();
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });

  const zeros = Buffer.alloc(10_000_000);
  it.each([
    ['gzip', gzipSync(zeros)],
    ['GZIP', gzipSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ['identity, gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', Buffer.alloc(10)],
  ])('is not unpacked: a bomb as %s is refused', async (encoding, bomb) => {
    at.answer = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });

  it('may not begin with endless headers, nor with endless promises of an answer', async () => {
    at.answer = (_request, response) => {
      response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end('x');
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED');
    let promises: NodeJS.Timeout | undefined;
    at.answer = (_request, response) => {
      promises = setInterval(() => {
        response.writeProcessing();
      }, 20);
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED', { totalTimeoutMs: 300 });
    clearInterval(promises);
  });

  it('is refused at once if it is announced as too big', async () => {
    at.answer = (_request, response) => {
      response.writeHead(200, { 'content-length': MAX_BYTES + 1 }).write('x');
    };
    const start = performance.now();
    await expectRefusal(at, 'CLIP_TOO_BIG', { idleTimeoutMs: 5000 });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('is refused as soon as it is too big, whatever was announced', async () => {
    let sent = 0;
    at.answer = (_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && sent < 50_000_000) {
          sent += 10_000;
          if (!response.write(Buffer.alloc(10_000))) {
            response.once('drain', pour);
            return;
          }
        }
        response.end();
      };
      pour();
    };
    await expect(download(at)).rejects.toMatchObject({
      code: 'CLIP_TOO_BIG',
      message: expect.stringContaining('97.7 KiB') as string,
    });
    expect(await readdir(at.folder)).toEqual([]);
    expect(sent).toBeLessThan(50_000_000);
  });

  it('is never longer on disk than it claimed to be', async () => {
    at.answer = (_request, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n0123456789');
    };
    const facts = await download(at).catch(() => undefined);
    if (facts !== undefined) expect(facts.bytes).toBe(5);
    expect(await readdir(at.folder)).toEqual(facts === undefined ? [] : ['clip']);
  });

  it('must be as long as it claimed to be', async () => {
    at.answer = (_request, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n0123456789');
    };
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });

  it('must be HTTP', async () => {
    at.answer = (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    await expectRefusal(at, 'DOWNLOAD_FAILED');
  });
});
