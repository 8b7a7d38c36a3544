import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeLimit } from '../../../src/audio/time-limit.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('TimeLimit', () => {
  it('expires once its time is over', () => {
    const expired = vi.fn();
    new TimeLimit(100).start(expired);
    vi.advanceTimersByTime(99);
    expect(expired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(expired).toHaveBeenCalledOnce();
  });

  it('does not count pauses', () => {
    const expired = vi.fn();
    const limit = new TimeLimit(100);
    limit.start(expired);
    vi.advanceTimersByTime(60);
    limit.pause();
    vi.advanceTimersByTime(10_000);
    limit.resume();
    vi.advanceTimersByTime(39);
    expect(expired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(expired).toHaveBeenCalledOnce();
  });

  it('is over for good when stopped', () => {
    const expired = vi.fn();
    const limit = new TimeLimit(100);
    limit.start(expired);
    limit.stop();
    limit.resume();
    vi.advanceTimersByTime(10_000);
    expect(expired).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
