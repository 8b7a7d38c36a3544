import { availableParallelism } from 'node:os';
import { defaultExternalConditions, defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';
import { isLong } from './test/helpers/soak.js';

/** The workspace's own packages are tested as they are written, not as they were built. */
const SOURCE = '@overtone/source';
const resolve = {
  // Vitest hands these to Node, for which packages' builds under `module`, meant for bundlers, need not be fit.
  conditions: [SOURCE, ...defaultServerConditions.filter((condition) => condition !== 'module')],
  externalConditions: [SOURCE, ...defaultExternalConditions],
};

/** Most tests wait, for ffmpeg, an engine or another process: two files go on at a time, however few cores there are. */
const FILES_AT_ONCE = Math.max(2, availableParallelism() - 1);

/** One project per kind of test, so that `npm test` and `npm run test:e2e` share one configuration. */
const project = (name: string, testTimeout: number, folders = [`test/${name}`]) => ({
  ssr: { resolve },
  test: {
    name,
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    testTimeout,
    hookTimeout: testTimeout,
    maxWorkers: FILES_AT_ONCE,
    // What is polled for comes when a busy machine gets to it.
    expect: { poll: { timeout: 10_000 } },
  },
});

/** Comes after the others. In its long form it runs one file at a time: what it measures should be its own. */
const last = (name: string) => {
  const { ssr, test } = project(name, isLong ? 4 * 3_600_000 : 180_000);
  const maxWorkers = isLong ? 1 : FILES_AT_ONCE;
  return { ssr, test: { ...test, maxWorkers, sequence: { groupOrder: 1 } } };
};

/**
 * Pure tests leave nothing behind for each other, so that they may share a process: what costs most of their time is
 * to load discord.js, echarts and TensorFlow, which then happens once and not for each file.
 */
const pure = (name: string, folders: string[]) => {
  const { ssr, test } = project(name, 20_000, folders);
  return { ssr, test: { ...test, isolate: false } };
};

export default defineConfig({
  test: {
    projects: [
      pure('unit', ['test/unit', 'packages/*/test/unit']),
      project('integration', 20_000, ['test/integration', 'packages/*/test/integration']),
      project('contract', 20_000),
      last('soak'),
      last('cluster'),
      project('e2e', 60_000),
      project('browser', 60_000),
    ],
  },
});
