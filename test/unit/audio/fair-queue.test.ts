import PQueue from 'p-queue';
import { describe, expect, it } from 'vitest';
import { FairQueue, type FairQueueOptions } from '../../../src/audio/fair-queue.js';

function setUp() {
  const queue = new PQueue<FairQueue, FairQueueOptions>({
    concurrency: 1,
    queueClass: FairQueue,
    autoStart: false,
  });
  const done: string[] = [];
  const add = (name: string, fairnessKey?: string, signal?: AbortSignal) =>
    queue.add(
      () => {
        done.push(name);
      },
      { ...(fairnessKey === undefined ? {} : { fairnessKey }), ...(signal ? { signal } : {}) },
    );
  return { queue, done, add };
}

describe('a fair queue', () => {
  it('lets a key with little work wait for one job of each other key, not for all of them', async () => {
    const { queue, done, add } = setUp();
    for (let i = 0; i < 4; i += 1) void add(`busy ${i}`, 'busy');
    void add('quiet', 'quiet');
    void add('other 0', 'other');
    void add('other 1', 'other');
    queue.start();
    await queue.onIdle();
    expect(done).toEqual(['busy 0', 'quiet', 'other 0', 'busy 1', 'other 1', 'busy 2', 'busy 3']);
  });

  it('keeps the order of work with one key, named or not', async () => {
    const { queue, done, add } = setUp();
    for (const name of ['a', 'b', 'c']) void add(name);
    queue.start();
    await queue.onIdle();
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('counts what waits, in all and by key, and lets it leave', async () => {
    const { queue, done, add } = setUp();
    const leaving = new AbortController();
    void add('a', 'x');
    const left = add('b', 'x', leaving.signal);
    void add('c', 'y');
    expect([queue.size, queue.sizeBy({ fairnessKey: 'x' }), queue.sizeBy({ fairnessKey: 'z' })]).toEqual([
      3, 2, 0,
    ]);
    leaving.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect([queue.size, queue.sizeBy({ fairnessKey: 'x' })]).toEqual([2, 1]);
    queue.start();
    await queue.onIdle();
    expect(done).toEqual(['a', 'c']);
  });
});
