import { defineConfig } from 'vitest/config';

/** One project per kind of test, so that `npm test` and `npm run test:e2e` share one configuration. */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

/** After the others and one at a time: what it measures should be its own. */
const soak = {
  test: { ...project('soak', 120_000).test, maxWorkers: 1, sequence: { groupOrder: 1 } },
};

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000),
      project('contract', 20_000),
      soak,
      project('e2e', 60_000),
      project('browser', 60_000),
    ],
  },
});
