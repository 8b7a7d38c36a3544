import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { onTestFinished } from 'vitest';

/** A way to a server on loopback that a test can cut, mend and slow down, or on which nothing arrives any more. */
export interface Line {
  port: number;
  cut(): void;
  mend(): Promise<void>;
  /** Nothing arrives, and nothing is closed: neither on connections that there are, nor on new ones. */
  hush(): void;
  /** Ends the silence: of a host that was frozen everywhere, of one that was replaced on new connections alone. */
  speak(host: 'frozen' | 'replaced'): void;
  /** Whatever is said takes so long to arrive, in milliseconds, either way. */
  slow(ms: number): void;
}

/** @param isCut - Whether there is no way to begin with. */
export async function lineTo(targetPort: number, isCut = false): Promise<Line> {
  const sockets = new Set<Socket>();
  const hushed = new Set<Socket>();
  let isHushed = false;
  let delayMs = 0;
  const delay = () =>
    new Transform({
      transform(chunk, _encoding, done) {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(done, delayMs, null, chunk);
      },
    });
  const hush = (socket: Socket) => {
    socket.pause();
    hushed.add(socket);
  };
  const serve = async (port: number): Promise<Server> => {
    const server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          hushed.delete(socket);
          // What is still on its way arrives.
          setTimeout(() => {
            near.destroy();
            far.destroy();
          }, delayMs);
        });
      }
      near.pipe(delay()).pipe(far).pipe(delay()).pipe(near);
      if (isHushed) for (const socket of [near, far]) hush(socket);
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
    hush() {
      isHushed = true;
      for (const socket of sockets) hush(socket);
    },
    speak(host) {
      isHushed = false;
      if (host === 'frozen') for (const socket of hushed) socket.resume();
      hushed.clear();
    },
    slow(ms) {
      delayMs = ms;
    },
  };
  onTestFinished(() => {
    line.cut();
  });
  if (isCut) line.cut();
  return line;
}
