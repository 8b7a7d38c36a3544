import { INDEX_ENGINES } from '../../src/store/index/engines.js';
import { hasPostgres, launchPostgres } from './postgres.js';
import { launchRedis, redisServer } from './redis.js';
import type { IndexServer } from './server-program.js';

/** An engine of the index as tests use it. */
export interface TestEngine {
  name: string;
  isShared: boolean;
  /** Whether it cannot be started here. */
  isAbsent: boolean;
  /** Starts its server; whoever starts it stops it. Absent where it needs none. */
  launch?: () => Promise<IndexServer>;
}

/** How to start those that are servers, by name. */
const SERVERS: Readonly<Record<string, { isInstalled: boolean; launch: () => Promise<IndexServer> }>> = {
  PostgreSQL: { isInstalled: hasPostgres, launch: launchPostgres },
  Redis: { isInstalled: redisServer !== undefined, launch: launchRedis },
};

/** Every engine that describes itself; what they must do alike is tested with each. */
export const TEST_ENGINES: readonly TestEngine[] = INDEX_ENGINES.map(({ name, isShared }) => {
  const server = SERVERS[name];
  return {
    name,
    isShared,
    isAbsent: isShared && server?.isInstalled !== true,
    ...(server && { launch: server.launch }),
  };
});

/** Engines that several processes can use at a time. */
export const SHARED_ENGINES = TEST_ENGINES.filter(({ isShared }) => isShared);
