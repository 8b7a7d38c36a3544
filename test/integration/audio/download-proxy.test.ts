import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { freePort } from '../../helpers/free-port.js';
import { startProxy } from '../../helpers/proxy-server.js';
import { download, expectRefusal, useDownloadFixture } from './download-fixture.js';

const at = useDownloadFixture();

/** An origin of the fixture's server that only the proxy knows to find. */
const hiddenOrigin = () => at.origin.replace('127.0.0.1', 'cdn.invalid');

it('goes through a proxy, which is asked for the origin alone', async () => {
  const proxy = await startProxy();
  at.answer = (_request, response) => response.end('the bytes');
  const origin = hiddenOrigin();
  const way = { allowedOrigins: [origin], url: `${origin}/clip.ogg`, proxyFor: () => proxy.url };
  expect(await download(at, way)).toMatchObject({ bytes: 9 });
  expect(await readFile(at.target, 'utf8')).toBe('the bytes');
  expect(proxy.asked).toEqual([new URL(origin).host]);
  expect(at.asked).toEqual(['/clip.ogg']);
});

it('tells a proxy who it is', async () => {
  const proxy = await startProxy({ credentials: 'me:secret' });
  await download(at, { proxyFor: () => proxy.url });
  expect(proxy.asked).toHaveLength(1);
});

it('asks each origin’s own way', async () => {
  const proxy = await startProxy();
  const proxyFor = (url: string) => (url === at.origin ? undefined : proxy.url);
  await download(at, { proxyFor });
  expect(proxy.asked).toEqual([]);
});

it.each([
  'http://127.0.0.1:1/clip.ogg',
  'http://169.254.169.254/latest/meta-data',
  'http://cdn.invalid@intern/',
])('does not ask a proxy for %s', async (url) => {
  const proxy = await startProxy();
  const way = { allowedOrigins: [hiddenOrigin()], url, proxyFor: () => proxy.url };
  await expectRefusal(at, 'ATTACHMENT_ORIGIN', way);
  expect(proxy.asked).toEqual([]);
});

it('follows no redirect through a proxy either', async () => {
  const proxy = await startProxy();
  at.answer = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  await expectRefusal(at, 'DOWNLOAD_FAILED', { proxyFor: () => proxy.url });
  expect(at.asked).toEqual(['/clip.ogg']);
  expect(new Set(proxy.asked)).toEqual(new Set([new URL(at.origin).host]));
});

it.each([403, 407, 502])('fails where the proxy answers %i', async (status) => {
  const proxy = await startProxy({ status });
  await expectRefusal(at, 'DOWNLOAD_FAILED', { proxyFor: () => proxy.url });
  expect(at.asked).toEqual([]);
});

it('fails where there is no proxy', async () => {
  const port = await freePort();
  await expectRefusal(at, 'DOWNLOAD_FAILED', { proxyFor: () => `http://127.0.0.1:${port}` });
});
