import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadClassifier } from '../../../src/classifier/classifier.js';
import { ModelContractError } from '../../../src/classifier/contract-error.js';
import { voiceFrames } from '../../../src/features/frames.js';
import { voiceInput } from '../../../src/features/voice-input.js';
import { createVoiceAnalyser } from '../../../src/inference/pool.js';
import { ARTEFACTS, changedModel, EXPECTED } from '../../helpers/toy-model.js';
import { tempDir } from '../../helpers/temp-dir.js';
import { syntheticVoice } from '../../unit/features/synthetic-voice.js';

const start = (modelDir = ARTEFACTS): ReturnType<typeof createVoiceAnalyser> =>
  createVoiceAnalyser({ modelDir, backend: 'wasm', threads: 1, maxQueue: 1 });

describe('voice analyser', () => {
  let analyser: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    analyser = await start();
  });
  afterAll(() => analyser.close());

  it('says what model and backend it listens with', () => {
    expect(analyser.backend).toBe('wasm');
    expect(analyser.model).toMatchObject({ sampleRateHz: 16_000, wholeSec: 6, pieceSec: 1.5, minSec: 0.5 });
    expect(analyser.model.version).not.toBe('');
  });

  it('answers as features and classifier do on the main thread', async () => {
    const here = await loadClassifier({ dir: ARTEFACTS, backend: 'wasm', expected: EXPECTED });
    const { probabilities, voiceActivity } = await analyser.analyse(syntheticVoice());
    expect(probabilities).toEqual(here.predict(voiceInput(voiceFrames(syntheticVoice()))));
    expect(voiceActivity).toBeGreaterThan(0.5);
  });

  it('digital silence holds no voice', async () => {
    expect((await analyser.analyse(new Float32Array(16_000))).voiceActivity).toBe(0);
  });

  it('a user error in the thread arrives as one', async () => {
    await expect(analyser.analyse(new Float32Array(100))).rejects.toMatchObject({ code: 'AUDIO_TOO_SHORT' });
  });

  it('refuses more than may wait', async () => {
    const results = await Promise.allSettled([1, 2, 3].map(() => analyser.analyse(syntheticVoice())));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { code: 'BUSY' } });
    await expect(analyser.analyse(syntheticVoice())).resolves.toHaveProperty('voiceActivity');
  });

  it('an abort rejects with its reason, before, while waiting and while computing', async () => {
    const reason = new Error('enough');
    await expect(analyser.analyse(syntheticVoice(), { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const controller = new AbortController();
    const { signal } = controller;
    const computing = analyser.analyse(syntheticVoice(), { signal });
    const waiting = analyser.analyse(syntheticVoice(), { signal });
    const results = Promise.allSettled([computing, waiting]);
    controller.abort(reason);
    expect(await results).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    await expect(analyser.analyse(syntheticVoice())).resolves.toHaveProperty('voiceActivity');
  });

  it('a model that breaks its contract is refused at the start, with its reason', async () => {
    const attempt = start(await changedModel('metadata.json', (json) => ({ ...json, labels: ['happy'] })));
    await expect(attempt).rejects.toThrow(ModelContractError);
    await expect(attempt).rejects.toThrow(/labels must be .* received happy\. Restore model\/artefacts/);
  });

  it('a window whose thread dies is analysed by the next one, once', async () => {
    const modelDir = await tempDir();
    const deaths: unknown[] = [];
    const mortal = await createVoiceAnalyser({
      modelDir,
      backend: 'wasm',
      threads: 1,
      maxQueue: 1,
      file: new URL('./mortal-thread.js', import.meta.url),
      onDeath: (error) => deaths.push(error),
    });
    onTestFinished(() => mortal.close());
    const samples = syntheticVoice();
    await expect(mortal.analyse(samples)).resolves.toEqual({ samples: samples.length });
    expect(deaths).toHaveLength(1);
    await writeFile(join(modelDir, 'always'), '');
    await expect(mortal.analyse(samples)).rejects.toThrow();
    expect(deaths).toHaveLength(2);
  });
});
