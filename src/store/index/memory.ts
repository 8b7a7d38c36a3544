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
      keysWith: (prefix) => Promise.resolve([...rows.keys()].filter((key) => key.startsWith(prefix))),
    };
  },
};
