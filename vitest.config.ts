import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { isLong } from './test/helpers/soak.js';

/** The workspace's own packages are tested as they are written, not as they were built. */
const conditions = [
  '@overtone/source',
  // Vitest tells Node of these: what makers of packages offer to bundlers alone, Node cannot load.
  ...defaultServerConditions.filter((condition) => condition !== 'module'),
];

/** One project per kind of test, so that `npm test` and `npm run test:e2e` share one configuration. */
const project = (name: string, testTimeout: number, folders = [`test/${name}`]) => ({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    testTimeout,
    hookTimeout: testTimeout,
  },
});

/** After the others and one at a time: what it measures should be its own. */
const alone = (name: string, groupOrder: number) => {
  const { ssr, test } = project(name, isLong ? 4 * 3_600_000 : 180_000);
  return { ssr, test: { ...test, maxWorkers: 1, sequence: { groupOrder } } };
};

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000, ['test/unit', 'packages/*/test/unit']),
      project('integration', 20_000, ['test/integration', 'packages/*/test/integration']),
      project('contract', 20_000),
      alone('soak', 1),
      alone('cluster', 2),
      project('e2e', 60_000),
      project('browser', 60_000),
    ],
  },
});
