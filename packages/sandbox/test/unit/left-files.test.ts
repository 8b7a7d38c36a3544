import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeftFiles } from '../../src/page-server/left-files.js';

const file = (size: number) => ({ fileName: 'a.ogg', bytes: new Uint8Array(size) });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('files that the page has left', () => {
  it('are kept until they are named, or their time is over', () => {
    const files = new LeftFiles({ maxFiles: 10, maxBytes: 100, lifetimeMs: 1000 });
    const [named, forgotten] = [files.leave(file(1)), files.leave(file(2))];
    expect(named).toMatchObject({ name: 'a.ogg', size: 1 });
    expect(files.find(named.id)!.bytes).toHaveLength(1);
    files.forget(named.id);
    expect(files.find(named.id)).toBeUndefined();
    vi.advanceTimersByTime(999);
    expect(files.find(forgotten.id)).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(files.find(forgotten.id)).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are so many, and so large, at most: the oldest go first', () => {
    const files = new LeftFiles({ maxFiles: 3, maxBytes: 100, lifetimeMs: 1000 });
    const ids = [10, 10, 10, 10].map((size) => files.leave(file(size)).id);
    const there = () => ids.map((id) => files.find(id) !== undefined);
    expect(there()).toEqual([false, true, true, true]);
    files.leave(file(81));
    expect(there()).toEqual([false, false, false, true]);
    files.clear();
    expect(there()).toEqual([false, false, false, false]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
