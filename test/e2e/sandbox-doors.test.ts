import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SAMPLES_PATH } from '../../packages/sandbox/src/protocol.js';
import { postFile, socketUrl } from '../helpers/sandbox-page.js';
import { SandboxStage } from '../helpers/sandbox-stage.js';

let stage: SandboxStage;

beforeAll(async () => {
  stage = await SandboxStage.set();
});

afterAll(() => stage.close());

/** A request as no browser and no `fetch` would send it. */
function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(stage.url);
    request({ hostname, port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** What a socket is turned away with. */
function turnedAway(url: string, options: ConstructorParameters<typeof WebSocket>[2]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => {
      reject(new Error('let in'));
    });
  });
}

describe('the page’s doors', () => {
  it('open to the page alone, by Host, Origin and what browsers say of a request', async () => {
    const { origin, host, port } = new URL(stage.url);
    const own = { host };
    expect(await raw('/', own)).toBe(503);
    expect(await raw('/', { host: 'evil.test' })).toBe(403);
    expect(await raw('/', { host: `evil.test:${port}` })).toBe(403);
    expect(await raw('/', { host: '127.0.0.1' })).toBe(403);
    expect(await raw('/', { host: `localhost:${port}` })).toBe(307);
    expect(await raw('/api/v10/gateway', { host: `evil.test:${port}` })).toBe(403);
    expect(await raw('/api/v10/gateway', own)).toBe(200);
    expect(await raw('/api/v10/gateway', { ...own, origin: 'http://evil.test' })).toBe(403);
    expect(await raw('/', { ...own, origin: 'null' })).toBe(403);
    expect(await raw('/attachments/1/2/3', { ...own, 'sec-fetch-site': 'same-site' })).toBe(403);
    const visit = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(await raw('/', { ...own, ...visit })).toBe(503);
    expect(await raw('/', { ...own, ...visit, 'sec-fetch-dest': 'iframe' })).toBe(403);

    const url = socketUrl(stage.url);
    expect(await turnedAway(url, {})).toBe(403);
    expect(await turnedAway(url, { origin: 'http://evil.test' })).toBe(403);
    expect(await turnedAway(url, { origin: origin.replace('127.0.0.1', 'localhost') })).toBe(403);
    expect(await turnedAway(url, { origin, headers: { host: 'evil.test' } })).toBe(403);
    expect(await turnedAway(url.replace(/sandbox.*/, ''), { origin: 'http://evil.test' })).toBe(403);

    const bytes = new Uint8Array(1);
    expect((await postFile(stage.url, { name: 'a.ogg' }, bytes, {})).status).toBe(403);
    const foreign = { origin: 'http://evil.test' };
    expect((await postFile(stage.url, { name: 'a.ogg' }, bytes, foreign)).status).toBe(403);
    expect((await postFile(stage.url, {}, bytes)).status).toBe(400);
  });

  it('say what browsers have to hold the page to', async () => {
    const { headers } = await fetch(stage.url);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('lead nowhere else', async () => {
    const { host } = new URL(stage.url);
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/.env',
      '/assets/../../x',
      `${SAMPLES_PATH}/../world.ts`,
    ]) {
      expect(await raw(path, { host })).toBe(404);
    }
    expect(await raw('//[', { host })).toBe(400);
    expect(await raw('http://evil.test/', { host })).toBe(400);
    expect(await raw('/', { host }, 'POST')).toBe(405);
    expect(await raw('/sandbox/files', { host }, 'GET')).toBe(403);
  });

  it('close on those who speak nonsense, and stay open for others', async () => {
    const other = await stage.open();
    for (const nonsense of [
      'no JSON',
      '[]',
      '{"type":"view","guildId":"../1","userId":{}}',
      '{"type":"press","ref":-1}',
      'x'.repeat(300 * 1024),
    ]) {
      const page = await stage.open();
      const closed = page.closed();
      page.send(nonsense);
      expect(await closed).toBeGreaterThanOrEqual(1008);
    }
    for (const bad of [
      { type: 'command', name: 'list', options: 'none' },
      { type: 'command', name: 'list', options: { member: { fileId: '../../etc/passwd' } } },
      { type: 'press', messageId: '1 OR 1', customId: 'x' },
      { type: 'press', messageId: '1', customId: 'x'.repeat(101) },
      { type: 'send', content: 'x', fileIds: Array(11).fill('a'), isVoice: false },
      { type: 'send', content: 'x', fileIds: [], isVoice: false, as: 'someone else' },
      { type: 'nothing' },
    ]) {
      expect(await other.do(bad as never)).toMatchObject({
        type: 'refused',
        reason: 'The sandbox does not understand that.',
      });
    }
    const forged = await other.view('Choir', 'Ada');
    other.send({ type: 'view', guildId: '1', userId: '2' });
    expect(await other.answerTo({ type: 'command', name: 'list', options: {} })).toMatchObject({
      author: { bot: true },
    });
    expect(other.state!.view).toEqual(forged.view);
  });
});
