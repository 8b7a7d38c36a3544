import process from 'node:process';
import { setImmediate } from 'node:timers';

/** A thread's module for tests: one call that works and two that end the thread. */
export const increment = (x) => x + 1;
export const exit = () => process.exit(3);
export const explode = () => {
  setImmediate(() => {
    throw new Error('boom');
  });
  return new Promise(() => undefined);
};
