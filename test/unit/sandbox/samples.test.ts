import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../../src/config.js';
import { prepareListening } from '../../../src/listening.js';
import { packageRoot } from '../../../src/package-root.js';
import { readSamples } from '../../../src/sandbox/samples.js';
import { createListen } from '../../../src/usecases/listen.js';

describe('the sample clips', () => {
  it('are heard as different emotions by the model that comes along, and none is a close call', async () => {
    const { codec, analyser } = await prepareListening(readConfig({ WORKERS: '1' }));
    onTestFinished(() => analyser.close());
    const listen = createListen({ decoder: codec, analyser, maxClipSec: 60 });
    const { list } = readSamples();
    const heard = await Promise.all(
      list.map(({ file }) => listen(join(packageRoot(), 'src', 'sandbox', 'samples', file))),
    );
    expect(list).toHaveLength(3);
    expect(new Set(heard.map(({ emotion }) => emotion)).size).toBe(3);
    expect(heard.map(({ confidence }) => confidence)).not.toContain('unsure');
    for (const [i, { durationSec }] of heard.entries()) {
      expect(Math.abs(durationSec - list[i]!.duration)).toBeLessThanOrEqual(0.1);
    }
  });
});
