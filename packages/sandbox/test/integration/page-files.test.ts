import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PageFiles } from '../../src/page-server/page-files.js';
import { tempDir } from '../../../../test/helpers/temp-dir.js';

async function serve(folder: string) {
  const files = new PageFiles(folder);
  const server = createServer((request, response) => void files.answer(request.url ?? '/', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
}

describe('the page', () => {
  it('is served fresh, and what never changes is kept', async () => {
    const folder = await tempDir();
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<title>Overtone</title>');
    await writeFile(join(folder, 'assets', 'app-1a2b3c.js'), 'export {}');
    await writeFile(join(folder, '.secret'), 'secret');
    const get = await serve(folder);

    const index = await get('/');
    expect(await index.text()).toContain('Overtone');
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(index.headers.get('cache-control')).toBe('no-store');
    const script = await get('/assets/app-1a2b3c.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    for (const path of ['/.secret', '/assets', '/assets/', '/assets/none.js', '/index.html/x', '/%2e%2e/x']) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('says how to build it where it is not built', async () => {
    const get = await serve(join(await tempDir(), 'none'));
    const answer = await get('/');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build');
  });
});
