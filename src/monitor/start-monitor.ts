import { countOutcomes, countRemovals } from './counted.js';
import { createMetrics } from './metrics.js';
import type { Monitor } from './monitor.js';
import { Readiness } from './readiness.js';
import { serve } from './serve.js';
import { timeParts } from './timed-parts.js';

/** The real monitor; see `openMonitor`. */
export async function startMonitor(
  address: { host: string; port: number },
  parts: readonly string[],
): Promise<Monitor> {
  const metrics = createMetrics();
  const readiness = new Readiness(parts);
  const server = await serve(address, { readiness, metrics });
  return {
    observer: {
      acknowledged: (sec) => {
        metrics.stageSeconds.observe({ stage: 'acknowledge' }, sec);
      },
      ended: (command, outcome, sec) => {
        metrics.interactions.inc({ command, outcome });
        metrics.interactionSeconds.observe({ command }, sec);
      },
    },
    readyWhen: (part, isReady) => {
      readiness.readyWhen(part, isReady);
    },
    timed: (given) => timeParts(given, metrics.timeStage),
    counted: (useCases) => countOutcomes(useCases, metrics),
    countedRetention: (retention) => countRemovals(retention, metrics),
    watchGateway: (client) => {
      metrics.watchGateway(client);
    },
    watchStore: (store) => {
      metrics.watchStore(store);
    },
    watchQueue: (look) => {
      metrics.watchQueue(look);
    },
    watchThreads: (deaths) => {
      metrics.watchThreads(deaths);
    },
    close: () => server.close(),
  };
}
