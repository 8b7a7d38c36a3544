import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP proxy on loopback that opens tunnels, and does so to loopback alone, whatever name it is asked for. */
export interface ProxyServer {
  /** Address, such as `http://127.0.0.1:3128`. */
  url: string;
  /** Hosts and ports that it was asked for, in order. */
  asked: string[];
  /** The first line that went through each tunnel; of what is spoken over TLS, nothing that can be read. */
  firstLines: string[];
}

/**
 * @param options.credentials - `USER:PASSWORD` that it asks for. Default: none.
 * @param options.status - What it answers instead of opening a tunnel.
 */
export async function startProxy(
  options: { credentials?: string; status?: number } = {},
): Promise<ProxyServer> {
  const { credentials, status } = options;
  const asked: string[] = [];
  const firstLines: string[] = [];
  const sockets = new Set<Socket>();
  const required =
    credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;

  // What is no CONNECT is a client that sends its request to the proxy to read.
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.on('connect', (request, near: Socket, head: Buffer) => {
    const target = request.url!;
    asked.push(target);
    const isKnown = required === undefined || request.headers['proxy-authorization'] === required;
    const refusal = isKnown ? status : 407;
    if (refusal !== undefined) {
      near.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const far = connect(Number(target.replace(/^.*:/, '')), '127.0.0.1');
    sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => near.destroy());
    near.on('close', () => far.destroy());
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      near.once('data', (chunk: Buffer) => firstLines.push(chunk.toString().split('\r\n')[0]!));
      near.pipe(far).pipe(near);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  const user =
    credentials === undefined ? '' : `${credentials.split(':').map(encodeURIComponent).join(':')}@`;
  return { url: `http://${user}127.0.0.1:${port}`, asked, firstLines };
}
