import type { IndexEngine } from './index-engine.js';

/** An index in Redis, under keys that begin with `overtone::`. */
export const redis: IndexEngine = {
  name: 'Redis',
  schemes: ['redis', 'rediss'],
  example: 'redis://HOST',
  isShared: true,
  open: async (url) => (await import('./redis-connection.js')).connectToRedis(url),
};
