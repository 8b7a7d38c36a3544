import { createServer, type ServerResponse } from 'node:http';
import type { Metrics } from './metrics.js';
import type { Readiness } from './readiness.js';

interface Sources {
  readiness: Readiness;
  metrics: Pick<Metrics, 'registry'>;
}

/**
 * Serves `/healthz` (the process lives and its event loop turns), `/readyz` (every part is ready, else 503) and
 * `/metrics` (for Prometheus).
 *
 * @throws {Error} if the port cannot be had; it says what to do.
 */
export async function serve(
  { host, port }: { host: string; port: number },
  sources: Sources,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead) end(response, 405, 'text/plain', 'Only GET is answered here.\n');
    else {
      void answer(path, response, sources).catch(() => {
        response.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new Error(`METRICS_PORT ${port} cannot be used on ${host}: choose another`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(path: string, response: ServerResponse, sources: Sources): Promise<void> {
  const { readiness, metrics } = sources;
  if (path === '/healthz') end(response, 200, 'text/plain', 'ok\n');
  else if (path === '/readyz') {
    const { isReady, parts } = await readiness.look();
    end(response, isReady ? 200 : 503, 'application/json', `${JSON.stringify(parts)}\n`);
  } else if (path === '/metrics') {
    end(response, 200, metrics.registry.contentType, await metrics.registry.metrics());
  } else end(response, 404, 'text/plain', 'There are /healthz, /readyz and /metrics.\n');
}

function end(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
