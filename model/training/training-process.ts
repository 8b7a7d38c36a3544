import { EMOTIONS } from '../../src/domain/emotions.js';
import { useBackend } from '../../src/classifier/backend.js';
import { readExample } from '../data/example.js';
import { argMax, softmax } from '../numerics/softmax.js';
import { createRandom } from '../numerics/random.js';
import { takeWeights, writeCheckpoint, type CurvePoint, type Checkpoint, type Weight } from './checkpoint.js';
import type { TrainingClip } from './clip-weights.js';
import type { TrainingRun, RunClip, TrainingProgress } from './training-runs.js';
import { createPredictor } from './predictor.js';
import { spectrogramSetup } from './spectrogram-setup.js';
import { statisticsSetup } from './statistics-setup.js';
import { fit } from './fit.js';

/** Entry point of a process that trains one network, told which by its parent. */

/** Epochs from one look at the held-out clips to the next. */
const WATCH_EVERY = { statistics: 1, spectrogram: 2 } as const;

async function train(run: TrainingRun): Promise<void> {
  await useBackend('tensorflow');
  const clips = await loadClips(run.train);
  const watched = await loadClips(run.watch);
  const setup = run.kind === 'statistics' ? statisticsSetup(clips, run) : spectrogramSetup(clips, run);
  const checkpointOf = (curve: CurvePoint[], more: Weight[] = []): Checkpoint => {
    const weights = [...takeWeights(setup.model), ...more];
    return 'normaliser' in setup
      ? { kind: 'statistics', normaliser: setup.normaliser, weights, curve }
      : { kind: 'spectrogram', bandScale: setup.bandScale, weights, curve };
  };
  const curve: CurvePoint[] = [];
  const { epochs } = setup.settings;
  await fit(setup, createRandom(`${run.kind}/${run.seed}`), (outcome, average) => {
    const isDue = outcome.epoch % WATCH_EVERY[run.kind] === 0 || outcome.epoch === epochs;
    const heldOut =
      isDue && watched.length > 0
        ? average(() => score(createPredictor(checkpointOf([]), setup.model), watched))
        : {};
    curve.push({ ...outcome, ...heldOut });
    report({ epoch: outcome.epoch, epochs });
  });
  const more = 'fitLinearPath' in setup ? setup.fitLinearPath() : [];
  await writeCheckpoint(run.output, checkpointOf(curve, more));
}

async function loadClips(clips: readonly RunClip[]): Promise<TrainingClip[]> {
  const loaded: TrainingClip[] = [];
  for (const { example, ...rest } of clips) loaded.push({ ...rest, example: await readExample(example) });
  return loaded;
}

/** Mean loss and accuracy over clips as they were recorded. */
function score(
  logits: ReturnType<typeof createPredictor>,
  clips: readonly TrainingClip[],
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

function report(news: TrainingProgress): void {
  process.send?.(news);
}

// A run that nobody waits for any more ends.
process.once('disconnect', () => process.exit(1));
process.once('message', (run: TrainingRun) => {
  train(run).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
