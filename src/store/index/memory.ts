import { KEYV_OPTIONS, type IndexEngine } from './index-engine.js';

/** An index that is lost at the end of the process: for tests. */
export const memory: IndexEngine = {
  name: 'memory',
  schemes: [],
  example: 'memory:',
  isShared: false,
  async open() {
    const { Keyv } = await import('keyv');
    const rows = new Map<string, unknown>();
    return {
      keyv: new Keyv({ ...KEYV_OPTIONS, store: rows }),
      async *keys(prefix) {
        for (const key of [...rows.keys()]) if (key.startsWith(prefix)) yield await Promise.resolve(key);
      },
    };
  },
};
