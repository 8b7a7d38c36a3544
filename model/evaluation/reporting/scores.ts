import type { ConditionResult, Evaluation } from '../result.js';
import { formatMegabytes, formatPoints, formatScore } from './format.js';
import { TARGETS } from './targets.js';

/** One figure beside what it is measured by. */
export interface Score {
  title: string;
  value: number;
  /** What {@link Evaluation}'s baseline gets. */
  baseline?: number;
  /** Standard deviation over seeds. */
  spread?: number;
  target?: { value: number; kind: 'at least' | 'at most' };
  format: (value: number) => string;
}

/** The figures that the model is judged by. */
export function headlineScores(evaluation: Evaluation): Score[] {
  const { speech, song, reference, confidence, weightsBytes } = evaluation;
  return [
    {
      title: 'Speech: unweighted average recall',
      value: speech.model.mean,
      baseline: speech.baseline.mean,
      spread: speech.model.spread,
      target: { value: TARGETS.speechRecall, kind: 'at least' },
      format: formatScore,
    },
    {
      title: 'Song: unweighted average recall',
      value: song.model.mean,
      baseline: song.baseline.mean,
      spread: song.model.spread,
      target: { value: TARGETS.songRecall, kind: 'at least' },
      format: formatScore,
    },
    {
      title: "Reference project's protocol: macro F1",
      value: reference.macroF1,
      baseline: reference.baselineMacroF1,
      target: { value: TARGETS.referenceMacroF1, kind: 'at least' },
      format: formatScore,
    },
    ...[speech, song].map(({ title, calibration }): Score => ({
      title: `${title}: calibration error`,
      value: calibration.error,
      target: { value: TARGETS.calibrationError, kind: 'at most' },
      format: formatScore,
    })),
    {
      title: 'Accuracy where not unsure',
      value: confidence.notUnsure.accuracy,
      target: { value: TARGETS.notUnsureAccuracy, kind: 'at least' },
      format: formatScore,
    },
    {
      title: 'Size of the weights',
      value: weightsBytes,
      target: { value: TARGETS.weightsBytes, kind: 'at most' },
      format: formatMegabytes,
    },
  ];
}

/** All figures that have a target: the headline's, and the points lost in conditions with a limit. */
export function promisedScores(evaluation: Evaluation): Score[] {
  const scores = [...headlineScores(evaluation), ...evaluation.conditions.map(conditionScore)];
  return scores.filter(({ target }) => target);
}

/** Points by which recall falls in one condition. */
export function conditionScore({ title, drop, allowedDrop }: ConditionResult): Score {
  return {
    title: `Points lost: ${title}`,
    value: drop,
    format: formatPoints,
    ...(allowedDrop === undefined ? {} : { target: { value: allowedDrop, kind: 'at most' } }),
  };
}

/** Whether a score reaches its target; undefined where it has none. */
export function isMet({ value, target }: Score): boolean | undefined {
  if (!target) return undefined;
  return target.kind === 'at least' ? value >= target.value : value <= target.value;
}

/** `met`, `missed by 0.012`, `narrowly missed` where that would round to nothing, or a dash where there is no target. */
export function verdict(score: Score): string {
  const { value, target, format } = score;
  if (!target) return '–';
  if (isMet(score)) return 'met';
  const gap = format(Math.abs(value - target.value));
  return gap === format(0) ? 'narrowly missed' : `missed by ${gap}`;
}

/** A target in words, `at least 0.740`, or a dash. */
export function formatTarget({ target, format }: Score): string {
  return target ? `${target.kind} ${format(target.value)}` : '–';
}

/** The baseline's figure, or a dash. */
export function formatBaseline({ baseline, format }: Score): string {
  return baseline === undefined ? '–' : format(baseline);
}

/** A figure with its spread over seeds, if it has one: `0.735 ± 0.004`. */
export function formatValue({ value, spread, format }: Score): string {
  return spread ? `${format(value)} ± ${format(spread)}` : format(value);
}
