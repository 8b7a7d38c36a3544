import { EMOTIONS } from '../../src/domain/emotions.js';
import { useBackend } from '../../src/classifier/backend.js';
import { readExample } from '../data/example.js';
import { argMax, softmax } from '../numerics/softmax.js';
import { createRandom } from '../numerics/random.js';
import { takeWeights, writeLearned, type CurvePoint, type Learned, type Weight } from './checkpoint.js';
import type { LearningClip } from './clip-weights.js';
import type { Lesson, LessonClip, LessonNews } from './training-runs.js';
import { networkOf } from './predictor.js';
import { spectrogramCourse } from './spectrogram-setup.js';
import { statisticsCourse } from './statistics-setup.js';
import { teach } from './fit.js';

/** Entry point of a process that teaches one network, told what by its parent. */

/** Epochs from one look at the held-out clips to the next. */
const WATCH_EVERY = { statistics: 1, spectrogram: 2 } as const;

async function learn(lesson: Lesson): Promise<void> {
  await useBackend('auto');
  const clips = await loadClips(lesson.train);
  const watched = await loadClips(lesson.watch);
  const course =
    lesson.kind === 'statistics' ? statisticsCourse(clips, lesson) : spectrogramCourse(clips, lesson);
  const describeLearned = (curve: CurvePoint[], more: Weight[] = []): Learned => {
    const weights = [...takeWeights(course.model), ...more];
    return 'normaliser' in course
      ? { kind: 'statistics', normaliser: course.normaliser, weights, curve }
      : { kind: 'spectrogram', bandScale: course.bandScale, weights, curve };
  };
  const curve: CurvePoint[] = [];
  const { epochs } = course.settings;
  await teach(course, createRandom(`${lesson.kind}/${lesson.seed}`), (outcome, average) => {
    const isDue = outcome.epoch % WATCH_EVERY[lesson.kind] === 0 || outcome.epoch === epochs;
    const heldOut =
      isDue && watched.length > 0
        ? average(() => score(networkOf(describeLearned([]), course.model), watched))
        : {};
    curve.push({ ...outcome, ...heldOut });
    report({ epoch: outcome.epoch, epochs });
  });
  const more = 'fitLinearPath' in course ? course.fitLinearPath() : [];
  await writeLearned(lesson.output, describeLearned(curve, more));
}

async function loadClips(clips: readonly LessonClip[]): Promise<LearningClip[]> {
  const loaded: LearningClip[] = [];
  for (const { example, ...rest } of clips) loaded.push({ ...rest, example: await readExample(example) });
  return loaded;
}

/** Mean loss and accuracy over clips as they were recorded. */
function score(
  logits: ReturnType<typeof networkOf>,
  clips: readonly LearningClip[],
): { heldOutLoss: number; heldOutAccuracy: number } {
  let loss = 0;
  let right = 0;
  for (const { example, emotion } of clips) {
    const row = logits(example);
    const label = EMOTIONS.indexOf(emotion);
    loss -= Math.log(softmax(row)[label]! + 1e-12);
    if (argMax(row) === label) right += 1;
  }
  return { heldOutLoss: loss / clips.length, heldOutAccuracy: right / clips.length };
}

function report(news: LessonNews): void {
  process.send?.(news);
}

// A lesson that nobody waits for any more ends.
process.once('disconnect', () => process.exit(1));
process.once('message', (lesson: Lesson) => {
  learn(lesson).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
