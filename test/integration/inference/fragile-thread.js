import process from 'node:process';
import { setImmediate } from 'node:timers';

/** A thread's module for tests: one call that works and some that end the thread. */
export const increment = (x) => x + 1;
export const exit = () => process.exit(3);
export const explode = () => {
  setImmediate(() => {
    throw new Error('boom');
  });
  return new Promise(() => undefined);
};
export const exhaust = () => {
  const kept = [];
  for (;;) kept.push(new Array(1e5).fill(kept.length));
};
