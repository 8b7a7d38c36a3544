import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { answerText } from './answers.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Names that a build makes: no part begins with a dot, so none leads out of the folder. */
const SAFE_PATH = /^(\/[\w-][\w.-]*)+$/;
/** Vite puts a hash into the names of what lies here. */
const HASHED = '/assets/';
const FOR_EVER = 'public, max-age=31536000, immutable';

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Overtone</title>
<h1>The sandbox's page is not built</h1>
<p>Run <code>npm run build</code>, then reload this page.</p>
</html>
`;

/** The files of the built page. */
export class PageFiles {
  constructor(private readonly folder: string) {}

  /** @param path - Of the request, without its query. */
  async answer(path: string, response: ServerResponse): Promise<void> {
    const file = path === '/' ? '/index.html' : path;
    const bytes = SAFE_PATH.test(file) ? await this.read(file) : undefined;
    if (!bytes) {
      if (path !== '/') answerText(response, 404, 'There is no such page.');
      else send(response, 503, { 'content-type': TYPES['.html']!, 'cache-control': 'no-store' }, NOT_BUILT);
      return;
    }
    send(
      response,
      200,
      {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': file.startsWith(HASHED) ? FOR_EVER : 'no-store',
      },
      bytes,
    );
  }

  private async read(file: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.folder, file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
      throw error;
    }
  }
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string,
): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
