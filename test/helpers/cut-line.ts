import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server on loopback that a test can cut and mend. */
export interface Line {
  port: number;
  cut(): void;
  mend(): Promise<void>;
}

/** @param isCut - Whether there is no way to begin with. */
export async function lineTo(targetPort: number, isCut = false): Promise<Line> {
  const sockets = new Set<Socket>();
  const serve = async (port: number): Promise<Server> => {
    const server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await serve(0);
  const { port } = server.address() as AddressInfo;
  const line: Line = {
    port,
    cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    async mend() {
      server = await serve(port);
    },
  };
  onTestFinished(() => {
    line.cut();
  });
  if (isCut) line.cut();
  return line;
}
