import { join } from 'node:path';
import { loadClassifier, type Classifier } from '../../src/classifier/classifier.js';
import { WindowSlicer } from '../../src/detector/windows.js';
import { combineWindows, type WindowDetection } from '../../src/domain/detection.js';
import { EMOTIONS, ranked, type Probabilities } from '../../src/domain/emotions.js';
import { voiceFrames } from '../../src/features/frames.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { voiceActivity } from '../../src/features/voice-activity.js';
import { VOICE_INPUT_SHAPES, voiceInput } from '../../src/features/voice-input.js';
import { packageRoot } from '../../src/process/package-root.js';
import { faults } from '../conditions/faults.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import { createProgress } from '../data/progress.js';
import { createClipReader } from '../data/read-clip.js';
import { createRandom, shuffled } from '../numerics/random.js';
import { unweightedAverageRecall } from './metrics.js';
import type { SensitivityResult } from './result.js';

/** Clips of each speaker and emotion that are heard, of each corpus that is asked. */
const CLIPS_PER_VOICE = { ravdess: 1, nemo: 2, tess: 6 } as const;
type AskedCorpus = keyof typeof CLIPS_PER_VOICE;
const ASKED = Object.keys(CLIPS_PER_VOICE) as AskedCorpus[];

/** Sentences of one speaker and emotion that make a long clip. */
const SENTENCES = 3;
/** Number of clips that a babble is made of. */
const BABBLE_CLIPS = 40;

type Heard = Probabilities | undefined;
interface Heards {
  truth: CorpusClip;
  before: Heard;
  after: Heard;
}

/**
 * How much the shipped model minds what says nothing of how somebody feels: each clip once as it was recorded and once
 * with a fault, and sentences in a row next to the mean of their answers. Clips are cut as in service.
 *
 * @remarks The model knows the speakers of the corpora that it was trained on, so that what is lost there is a
 *   lower bound; flips are not.
 */
export async function scoreSensitivity(clips: readonly CorpusClip[]): Promise<SensitivityResult[]> {
  const read = await createClipReader();
  const classifier = await loadClassifier({
    dir: join(packageRoot(), 'model', 'artefacts'),
    backend: 'auto',
    expected: { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES },
  });
  const { voices, babble } = pick(clips);
  const talkers: Float32Array[] = [];
  for (const { file } of babble) talkers.push(await read(file));
  const kinds = faults(talkers);
  const pairs = new Map<string, Heards[]>(kinds.map(({ title }) => [title, []]));
  const inARow: Heards[] = [];
  const progress = createProgress('Sensitivity', voices.length);
  for (const [done, sentences] of voices.entries()) {
    const truth = sentences[0]!;
    const own: { pcm: Float32Array; before: Heard }[] = [];
    for (const [k, clip] of sentences.entries()) {
      const pcm = await read(clip.file);
      const before = answer(classifier, pcm);
      own.push({ pcm, before });
      if (k >= CLIPS_PER_VOICE[clip.corpus as AskedCorpus]) continue;
      for (const fault of kinds) {
        const after = answer(classifier, fault.apply(pcm, createRandom(`${fault.title}/${clip.id}`)));
        pairs.get(fault.title)!.push({ truth, before, after });
      }
    }
    const row = own.slice(0, SENTENCES);
    if (row.length === SENTENCES) {
      const after = answer(classifier, concatenated(row.map(({ pcm }) => pcm)));
      inARow.push({ truth, before: meanOf(row.map(({ before }) => before)), after });
    }
    progress.update(done + 1);
  }
  progress.stop();
  classifier.dispose();
  return [...pairs, [`${SENTENCES} sentences, against their mean`, inARow] as const].map(
    ([title, heard]) => ({
      title,
      corpora: ASKED.map((corpus) => ({
        corpus,
        ...compare(heard.filter(({ truth }) => truth.corpus === corpus)),
      })),
    }),
  );
}

/** Some clips of each speaker and emotion, a voice after the other, and others for a babble. */
function pick(clips: readonly CorpusClip[]): { voices: CorpusClip[][]; babble: CorpusClip[] } {
  const mixed = shuffled(
    clips.filter(({ corpus, channel }) => corpus in CLIPS_PER_VOICE && channel === 'speech'),
    createRandom('sensitivity'),
  );
  const voices = new Map<string, CorpusClip[]>();
  const others: CorpusClip[] = [];
  for (const clip of mixed) {
    const voice = `${clip.speaker} ${clip.emotion}`;
    const own = voices.get(voice) ?? [];
    voices.set(voice, own);
    const most = Math.max(SENTENCES, CLIPS_PER_VOICE[clip.corpus as AskedCorpus]);
    (own.length < most ? own : others).push(clip);
  }
  return { voices: [...voices.values()], babble: others.slice(0, BABBLE_CLIPS) };
}

/** The answer to a clip, as in service; none where no voice is heard. */
function answer({ metadata, predict }: Classifier, pcm: Float32Array): Heard {
  const slicer = new WindowSlicer(metadata);
  const windows = [...slicer.push(pcm), ...slicer.finish()].map(({ samples, ...span }): WindowDetection => {
    const frames = voiceFrames(samples);
    return {
      ...span,
      probabilities: predict(voiceInput(frames)),
      voiceActivity: voiceActivity(frames, samples.length),
    };
  });
  return windows.some((window) => window.voiceActivity > 0) ? combineWindows(windows) : undefined;
}

function meanOf(answers: readonly Heard[]): Heard {
  const heard = answers.flatMap((probabilities) => probabilities ?? []);
  if (heard.length === 0) return undefined;
  return combineWindows(
    heard.map((probabilities) => ({ startSec: 0, endSec: 1, voiceActivity: 1, probabilities })),
  );
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Clips whose answer is another, and recall that is lost; a clip that is refused is both. */
function compare(heard: readonly Heards[]): Omit<SensitivityResult['corpora'][number], 'corpus'> {
  const named = (probabilities: Heard): number =>
    probabilities ? EMOTIONS.indexOf(ranked(probabilities)[0]!.emotion) : -1;
  const truths = heard.map(({ truth }) => EMOTIONS.indexOf(truth.emotion));
  const before = heard.map((pair) => named(pair.before));
  const after = heard.map((pair) => named(pair.after));
  return {
    clips: heard.length,
    flips: before.filter((emotion, i) => emotion !== after[i]).length / Math.max(1, heard.length),
    lost: 100 * (unweightedAverageRecall(truths, before) - unweightedAverageRecall(truths, after)),
    refused: after.filter((emotion) => emotion < 0).length,
  };
}
