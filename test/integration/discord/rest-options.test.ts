import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REST } from 'discord.js';
import { Agent, setGlobalDispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { restOptions } from '../../../src/discord/rest-options.js';
import { startProxy } from '../../helpers/proxy-server.js';

it('sends files, through a proxy, too, also after undici 7 has made its dispatcher the global one', async () => {
  const received: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  setGlobalDispatcher(new Agent());

  const { port } = server.address() as AddressInfo;
  const rest = new REST({ ...restOptions(`http://127.0.0.1:${port}`), retries: 0 });
  await rest.post('/files', { auth: false, files: [{ name: 'a.png', data: Buffer.from('the bytes') }] });
  expect(Buffer.concat(received).toString()).toContain('the bytes');

  const proxy = await startProxy({ credentials: 'me:secret' });
  const hidden = new REST({ ...restOptions(`http://discord.invalid:${port}`, proxy.url), retries: 0 });
  await hidden.post('/files', { auth: false, files: [{ name: 'b.png', data: Buffer.from('more bytes') }] });
  expect(Buffer.concat(received).toString()).toContain('more bytes');
  expect(proxy.asked).toEqual([`discord.invalid:${port}`]);
});
