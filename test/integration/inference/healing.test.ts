import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createVoiceAnalyser } from '../../../src/inference/pool.js';
import { watchThreads } from '../../helpers/threads.js';
import { ARTEFACTS, temporaryFolder } from '../../helpers/toy-model.js';
import { syntheticVoice } from '../../unit/features/synthetic-voice.js';

it('a thread that could not load its model tries again', async () => {
  const threads = watchThreads();
  const modelDir = await temporaryFolder();
  await cp(ARTEFACTS, modelDir, { recursive: true });
  const weights = join(modelDir, 'weights.bin');
  const analyser = await createVoiceAnalyser({ modelDir, backend: 'wasm', threads: 1, maxQueue: 1 });
  onTestFinished(() => analyser.close());

  await rename(weights, `${weights}.away`);
  await threads.last.terminate();
  await expect(analyser.analyse(syntheticVoice())).rejects.toThrow(/weights/);
  await rename(`${weights}.away`, weights);
  await expect(analyser.analyse(syntheticVoice())).resolves.toHaveProperty('voiceActivity');
});
