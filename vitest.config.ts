import { defineConfig } from 'vitest/config';

/** One project per kind of test, so that `npm test` and `npm run test:e2e` share one configuration. */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

/** The same files twice: some runs of each within `npm test`, thousands within `npm run test:soak`. */
const soak = (name: string, length: 'short' | 'long', testTimeout: number) => ({
  test: { ...project('soak', testTimeout).test, name, env: { SOAK: length } },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000),
      project('contract', 20_000),
      project('e2e', 60_000),
      project('browser', 60_000),
      soak('soak', 'short', 180_000),
      soak('soak-long', 'long', 4 * 3_600_000),
    ],
  },
});
