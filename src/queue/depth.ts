import type { Queue } from 'bullmq';
import type { QueueDepth } from '../usecases/ports.js';

/** @throws whatever Redis says when it cannot tell; some hosts do not tell who is connected. */
export async function depthOf(queue: Queue): Promise<QueueDepth> {
  const [counts, workers] = await Promise.all([
    queue.getJobCounts('wait', 'prioritized', 'delayed', 'active'),
    queue.getWorkersCount(),
  ]);
  const { wait = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
  return { waiting: wait + prioritized + delayed, active, workers };
}

/** Warns once of each time that jobs wait and no worker is there. */
export function createWorkerWatch(warn: () => void): (depth: QueueDepth) => void {
  let isTold = false;
  return ({ waiting, workers }) => {
    const isStuck = waiting > 0 && workers === 0;
    if (isStuck && !isTold) warn();
    isTold = isStuck;
  };
}
