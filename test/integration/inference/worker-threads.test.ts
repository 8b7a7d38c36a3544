import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorkerThreads, type WorkerThreads } from '../../../src/inference/worker-threads.js';

function start(file: string): WorkerThreads {
  const threads = startWorkerThreads({ file: new URL(file, import.meta.url), threads: 1, workerData: {} });
  onTestFinished(() => threads.close());
  return threads;
}

describe('worker threads', () => {
  it.each([
    ['exit', /exited/],
    ['explode', /boom/],
    ['exhaust', /memory/],
  ])('one that dies of %s rejects its call and is replaced', async (name, message) => {
    const threads = start('./fragile-thread.js');
    expect(await threads.call('increment', 1)).toBe(2);
    await expect(threads.call(name, undefined)).rejects.toThrow(message);
    expect(await threads.call('increment', 2)).toBe(3);
  });

  it('a module that cannot be loaded rejects every call', async () => {
    await expect(start('./no-such-thread.js').call('increment', 1)).rejects.toThrow(/no-such-thread/);
  });
});
