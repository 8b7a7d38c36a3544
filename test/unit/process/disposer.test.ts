import { describe, expect, it, vi } from 'vitest';
import { abandon, createDisposer } from '../../../src/process/disposer.js';

describe('a disposer', () => {
  it('closes in the reverse order, once, and all that it holds, whatever becomes of one', async () => {
    const closed: string[] = [];
    const disposer = createDisposer();
    disposer.add(() => Promise.resolve(closed.push('first')));
    disposer.add(() => Promise.reject(new Error('second')));
    disposer.add(() => Promise.resolve(closed.push('third')));
    await expect(disposer.dispose()).rejects.toThrow('second');
    await expect(disposer.dispose()).rejects.toThrow('second');
    expect(closed).toEqual(['third', 'first']);
  });

  it('closes at once what opens too late, and says so to whoever goes on opening', async () => {
    const disposer = createDisposer();
    await disposer.dispose();
    const close = vi.fn(() => Promise.reject(new Error('a consequence')));
    expect(() => {
      disposer.add(close);
    }).toThrow();
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('a start that is abandoned', () => {
  const cause = new Error('the cause');

  it('closes what is open, and says what made it fail rather than what fails now', async () => {
    const disposer = createDisposer();
    const close = vi.fn(() => Promise.reject(new Error('a consequence')));
    disposer.add(close);
    await expect(abandon(disposer, cause)).rejects.toBe(cause);
    expect(close).toHaveBeenCalledOnce();
  });

  it('does not wait for ever for what does not close', async () => {
    const disposer = createDisposer();
    disposer.add(() => new Promise(() => undefined));
    await expect(abandon(disposer, cause, 10)).rejects.toBe(cause);
  });
});
