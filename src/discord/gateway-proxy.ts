import { createRequire } from 'node:module';
import { request as requestPlainly } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How long a proxy may take to connect, in milliseconds. */
const CONNECT_LIMIT_MS = 15_000;

/** What `ws` asks for a connection with. */
interface Target {
  host: string;
  port: number;
}

type Connected = (error: Error | null, socket?: Socket) => void;

interface WebSocketPackage {
  WebSocket: new (url: string, protocols: string[], options: object) => object;
}

/**
 * Sends the gateway's connections through proxies. discord.js has no option for that (discordjs/discord.js issue 10716).
 * While it is loaded, it takes the `WebSocket` of the package `ws`; so this puts one that connects as told in its place,
 * and must be called before.
 *
 * @param proxyFor - The proxy, as a URL, that a URL's host is reached through.
 * @throws {Error} if discord.js is loaded already (our mistake).
 */
export function proxyGateway(proxyFor: (url: string) => string | undefined): void {
  const discordJs = createRequire(import.meta.url).resolve('discord.js');
  const gatewayPackage = createRequire(discordJs).resolve('@discordjs/ws');
  const load = createRequire(gatewayPackage);
  if (load.cache[gatewayPackage])
    throw new Error('the gateway got its proxy after discord.js had been loaded');

  const ws = load('ws') as WebSocketPackage;
  ws.WebSocket = class WebSocket extends ws.WebSocket {
    constructor(url: string, protocols: string[], options: object) {
      const proxy = proxyFor(url);
      const createConnection = (target: Target, done: Connected): void => {
        connectThrough(new URL(proxy!), target, new URL(url).protocol === 'wss:').then(
          (socket) => {
            done(null, socket);
          },
          (error: unknown) => {
            done(error as Error);
          },
        );
      };
      super(url, protocols, proxy === undefined ? options : { ...options, createConnection });
    }
  };
}

async function connectThrough(proxy: URL, target: Target, isTls: boolean): Promise<Socket> {
  const socket = await openTunnel(proxy, target);
  if (!isTls) return socket;
  return connectTls({ ...target, socket, servername: isIP(target.host) ? '' : target.host });
}

/** Asks a proxy for a way to a host (RFC 9110, section 9.3.6), over which then anything may be spoken. */
function openTunnel(proxy: URL, { host, port }: Target): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const send = proxy.protocol === 'https:' ? requestOverTls : requestPlainly;
  return new Promise((resolve, reject) => {
    const request = send({
      host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: proxy.port,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentialsOf(proxy) },
      agent: false,
      timeout: CONNECT_LIMIT_MS,
    });
    request.once('connect', ({ statusCode }, socket, head) => {
      if (statusCode === 200) {
        socket.setTimeout(0);
        socket.unshift(head);
        resolve(socket);
      } else {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} refused to connect to ${authority}: status ${statusCode}`));
      }
    });
    request.once('timeout', () => {
      request.destroy(new Error(`the proxy ${proxy.host} did not answer`));
    });
    request.once('error', reject);
    request.end();
  });
}

function credentialsOf({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
