import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetDir, findLabelledClips, type CorpusClip } from '../../../model/data/labelled-clips.js';
import { createClipReader } from '../../../model/data/read-clip.js';
import type { Detection } from '../../../src/domain/detection.js';
import { ranked, type Emotion } from '../../../src/domain/emotions.js';
import { createVoiceAnalyser } from '../../../src/inference/pool.js';
import { createDetectFile } from '../../../src/detector/detect-file.js';
import type { AudioDecoder } from '../../../src/usecases/ports.js';
import { ARTEFACTS } from '../../helpers/toy-model.js';

const RATE = 16_000;
const clips = (await findLabelledClips(join(datasetDir(), 'ravdess'))) ?? [];
if (clips.length === 0) {
  process.stderr.write('SKIPPED: there is no RAVDESS here, so no long clip of three emotions is heard.\n');
}

describe.skipIf(clips.length === 0)('one speaker who goes through three emotions', () => {
  let analyser: Awaited<ReturnType<typeof createVoiceAnalyser>>;
  let read: Awaited<ReturnType<typeof createClipReader>>;
  beforeAll(async () => {
    analyser = await createVoiceAnalyser({ modelDir: ARTEFACTS, backend: 'wasm', threads: 1, maxQueue: 8 });
    read = await createClipReader();
  });
  afterAll(() => analyser.close());

  /** Strong acting, the first sentence: two clips of each emotion. */
  function spoken(speaker: string, emotion: Emotion): CorpusClip[] {
    return clips.filter(
      (clip) =>
        clip.speaker === speaker &&
        clip.emotion === emotion &&
        clip.channel === 'speech' &&
        /-02-01-0\d-\d\d\.\w+$/.test(clip.id),
    );
  }

  /** Hears clips one after the other; also says where each emotion begins and ends, in seconds. */
  async function hear(
    all: readonly CorpusClip[],
  ): Promise<{ detection: Detection; spans: { emotion: Emotion; fromSec: number; toSec: number }[] }> {
    const parts: Float32Array[] = [];
    for (const { file } of all) parts.push(await read(file));
    let at = 0;
    const spans = parts.map(({ length }, i) => ({
      emotion: all[i]!.emotion,
      fromSec: at / RATE,
      toSec: (at += length) / RATE,
    }));
    const decoder = {
      decode: async (_path, { onSamples }) => {
        for (const part of parts) await onSamples?.(part);
        return { durationSec: at / RATE };
      },
    } as AudioDecoder;
    const detectFile = createDetectFile({ decoder, analyser, maxClipSec: 600 });
    return { detection: await detectFile('clip'), spans };
  }

  it.each([
    ['ravdess-02', ['calm', 'angry', 'fearful']],
    ['ravdess-05', ['angry', 'sad', 'surprised']],
    ['ravdess-12', ['happy', 'calm', 'angry']],
  ] as [string, Emotion[]][])('%s: %j', async (speaker, emotions) => {
    const { detection, spans } = await hear(emotions.flatMap((emotion) => spoken(speaker, emotion)));
    const leads = detection.windows.map(({ probabilities, startSec, endSec }) => ({
      emotion: ranked(probabilities)[0]!.emotion,
      middleSec: (startSec + endSec) / 2,
    }));
    for (const emotion of emotions) {
      const own = spans.filter((span) => span.emotion === emotion);
      const heard = leads.filter(({ middleSec }) =>
        own.some(({ fromSec, toSec }) => middleSec >= fromSec && middleSec <= toSec),
      );
      expect(
        heard.some((lead) => lead.emotion === emotion),
        `${emotion}: ${JSON.stringify(leads)}`,
      ).toBe(true);
    }
  });
});
