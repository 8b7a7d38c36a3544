import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { proxyGateway } from '../../../src/discord/gateway-proxy.js';
import { startProxy } from '../../helpers/proxy-server.js';
import { tempDir } from '../../helpers/temp-dir.js';

/** The class that discord.js makes its gateway's connections of. */
type Connection = new (url: string, protocols: string[], options: object) => WebSocket;
const discordJs = createRequire(import.meta.url).resolve('discord.js');
const ofDiscordJs = createRequire(createRequire(discordJs).resolve('@discordjs/ws'));

let proxyUrl: string | undefined;
let Connection: Connection;
// This file must not load discord.js before.
beforeAll(() => {
  proxyGateway(() => proxyUrl);
  ({ WebSocket: Connection } = ofDiscordJs('ws') as { WebSocket: Connection });
});

/** Serves a greeting over WebSocket. @returns its port. */
async function greet(server: Server): Promise<number> {
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.send('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function greetingFrom(url: string, options: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const connection = new Connection(url, [], options);
    connection.onmessage = (event: MessageEvent) => {
      resolve(event.data);
    };
    connection.onerror = (event: Event) => {
      reject((event as unknown as { error: Error }).error);
    };
  });
}

describe('the gateway', () => {
  it('is reached through a proxy', async () => {
    const proxy = await startProxy({ credentials: 'me:se cret' });
    const port = await greet(createServer());
    proxyUrl = proxy.url;
    expect(await greetingFrom(`ws://gateway.invalid:${port}/?v=10`)).toBe('hello');
    expect(proxy.asked).toEqual([`gateway.invalid:${port}`]);
    expect(proxy.firstLines).toEqual(['GET /?v=10 HTTP/1.1']);
  });

  it('is so over TLS, whose certificate is looked at', async (context) => {
    const folder = await tempDir();
    const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=gateway.invalid', '-addext', 'subjectAltName=DNS:gateway.invalid'];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      keyPath,
      '-out',
      certPath,
      ...subject,
    ];
    await promisify(execFile)('openssl', made).catch(() => {
      context.skip('there is no openssl here to make a certificate');
    });
    const [key, cert] = [await readFile(keyPath), await readFile(certPath)];
    const port = await greet(createTlsServer({ key, cert }));
    const proxy = await startProxy();
    proxyUrl = proxy.url;
    expect(await greetingFrom(`wss://gateway.invalid:${port}`, { ca: cert })).toBe('hello');
    expect(proxy.asked).toEqual([`gateway.invalid:${port}`]);
    await expect(greetingFrom(`wss://gateway.invalid:${port}`)).rejects.toThrow(/self.signed certificate/);
    await expect(greetingFrom(`wss://other.invalid:${port}`, { ca: cert })).rejects.toThrow(/altname/i);
  });

  it('is reached without one where none is in between', async () => {
    proxyUrl = undefined;
    expect(await greetingFrom(`ws://127.0.0.1:${await greet(createServer())}`)).toBe('hello');
  });

  it('is not reached where the proxy refuses, which says so', async () => {
    const proxy = await startProxy({ status: 403 });
    proxyUrl = proxy.url;
    await expect(greetingFrom('ws://gateway.invalid')).rejects.toThrow(
      /^the proxy 127\.0\.0\.1:\d+ refused to connect to gateway\.invalid:80: status 403$/,
    );
  });

  it('tells discord.js of a proxy that is away in its words for a broken network, so that it tries again', async () => {
    proxyUrl = 'http://127.0.0.1:9';
    await expect(greetingFrom('ws://gateway.invalid')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cannot be given its proxy too late', async () => {
    await import('discord.js');
    expect(() => {
      proxyGateway(() => undefined);
    }).toThrow('after discord.js had been loaded');
  });
});
