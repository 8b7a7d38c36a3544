import type { IndexEngine } from './index-engine.js';

/** An index in the table `overtone_index` of a PostgreSQL database. */
export const postgres: IndexEngine = {
  name: 'PostgreSQL',
  schemes: ['postgresql'],
  example: 'postgresql://USER:PASSWORD@HOST/DATABASE',
  isShared: true,
  open: async (url) => (await import('./postgres-connection.js')).connectToPostgres(url),
};
