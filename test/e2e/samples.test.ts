import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/process/config.js';
import { openEngine } from '../../src/detector/engine.js';
import { createLogger } from '../../src/process/logger.js';
import { readSamples, SAMPLES_FOLDER } from '@overtone/sandbox';
import { createDetectFile } from '../../src/detector/detect-file.js';

describe('the sample clips', () => {
  it('are heard as different emotions by the model that comes along, and none is a close call', async () => {
    const { codec, analyser } = await openEngine(readConfig({ WORKERS: '1' }), createLogger('silent'));
    onTestFinished(() => analyser.close());
    const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec: 60 });
    const { list } = readSamples();
    const heard = await Promise.all(list.map(({ file }) => detectFile(join(SAMPLES_FOLDER, file))));
    expect(list.length).toBeGreaterThan(1);
    expect(new Set(heard.map(({ emotion }) => emotion)).size).toBe(list.length);
    expect(heard.map(({ confidence }) => confidence)).not.toContain('unsure');
    for (const [i, { durationSec }] of heard.entries()) {
      expect(Math.abs(durationSec - list[i]!.duration)).toBeLessThanOrEqual(0.1);
    }
  });
});
