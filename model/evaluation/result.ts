import type { FoldName } from '../data/split.js';

/** Unweighted average recall of one ensemble under one protocol, per fold, over the seeds that were trained. */
export interface FoldScores {
  /** Mean over the seeds, within [0, 1]. */
  folds: Readonly<Record<FoldName, number>>;
  /** Mean of the folds, averaged over the seeds. */
  mean: number;
  /** Standard deviation, over the seeds, of the mean of the folds; 0 where training is not random. */
  spread: number;
}

/** A kind of clip that the model is tested on with speakers that it has not heard. */
export interface DomainResult {
  /** Name for people, such as `RAVDESS speech`. */
  title: string;
  clips: number;
  /** Classes that occur, as names of emotions. */
  labels: readonly string[];
  model: FoldScores;
  baseline: FoldScores;
  /** Rows are truths, columns answers, in the order of `labels`; summed over folds of one seed. */
  confusion: readonly (readonly number[])[];
  /** Per emotion, in the order of `labels`. */
  perEmotion: readonly { precision: number; recall: number; f1: number; clips: number }[];
  macroF1: number;
  accuracy: number;
  /** Recall per speaker (unweighted average over emotions). */
  perSpeaker: readonly { speaker: string; sex: 'female' | 'male'; fold: FoldName; recall: number }[];
  /** Recall of groups of clips, such as `female`, `male`, `strong`, `normal`. */
  perGroup: readonly { group: string; clips: number; recall: number }[];
  calibration: Calibration;
}

/** Whether probabilities mean what they say. */
export interface Calibration {
  /** Expected calibration error over fifteen bins of equal width, within [0, 1]. */
  error: number;
  bins: readonly { from: number; to: number; clips: number; meanConfidence: number; accuracy: number }[];
}

/** How much recall a degraded channel costs. */
export interface ConditionResult {
  /** Name of the condition, such as `opus-24k`. */
  name: string;
  /** Name for people, such as `Opus, 24 kbit/s`. */
  title: string;
  recall: number;
  /** Recall on clean clips less this, in points (hundredths). */
  drop: number;
  /** What the project allows itself; absent where it only reports. */
  allowedDrop?: number;
}

/** What a fault of the recording that says nothing of the speaker does to the shipped model's answers. */
export interface SensitivityResult {
  /** Name for people, such as `Offset, 2 %`. */
  title: string;
  corpora: readonly {
    corpus: string;
    clips: number;
    /** Share of the answers that are others, within [0, 1]. */
    flips: number;
    /** Recall without the fault less recall with it, in points (hundredths); negative where the fault helps. */
    lost: number;
    /** Clips in which no voice is heard. */
    refused: number;
  }[];
}

/** Loss and accuracy of one network during training, on held-out speakers too. */
export interface LearningCurve {
  /** Name for people, such as `Network on log-mel frames, fold A`. */
  title: string;
  epochs: readonly {
    epoch: number;
    loss: number;
    accuracy: number;
    heldOutLoss: number;
    heldOutAccuracy: number;
  }[];
}

/** Another corpus, recorded elsewhere or in another language. */
export interface TransferResult {
  /** Name for people, such as `Trained without nEMO, tested on nEMO`. */
  title: string;
  labels: readonly string[];
  clips: number;
  recall: number;
  baseline: number;
  confusion: readonly (readonly number[])[];
}

/** Everything that `npm run evaluate` found: `model/report/evaluation.json`. */
export interface Evaluation {
  /** Version of the shipped model. */
  version: string;
  weightsBytes: number;
  parameters: number;
  seeds: readonly string[];
  /** Layers of each part of the shipped model. */
  summary: readonly {
    part: string;
    layers: readonly { name: string; type: string; outputShape: string; parameters: number }[];
  }[];
  curves: readonly LearningCurve[];
  speech: DomainResult;
  song: DomainResult;
  /** Accuracy of clips by the word of confidence that they got. */
  confidence: { notUnsure: { share: number; accuracy: number }; sure: { share: number; accuracy: number } };
  conditions: readonly ConditionResult[];
  /** Absent where it was not measured. */
  sensitivity?: readonly SensitivityResult[];
  transfer: readonly TransferResult[];
  /** The reference project's own protocol: a random split of all clips of RAVDESS and TESS, speakers shared. */
  reference: { title: string; clips: number; macroF1: number; baselineMacroF1: number; published: number };
  /** Clips of the corpora, each of which holds a voice, and those among them in which none was heard. */
  falseAlarms: { clips: number; unheard: number };
}
