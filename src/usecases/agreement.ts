import type { Clip } from '../domain/clip.js';
import type { Confidence } from '../domain/detection.js';
import { EMOTIONS, type Emotion } from '../domain/emotions.js';

/** How often uploaders agree with one kind of answer. */
export interface Agreement {
  emotion: Emotion;
  confidence: Confidence;
  /** Labels of clips that were answered so. */
  labels: number;
  /** Of these: those that say the same. */
  agreed: number;
}

export interface AgreementReport {
  /** By emotion, the surest answers first; groups of few people are left out, and not counted anywhere. */
  groups: Agreement[];
  /** Whether any were left out. */
  isPartial: boolean;
}

/** A group is told of from so many people on: in a smaller one, its members could tell who said what. */
export const LEAST_PEOPLE = 5;

const CONFIDENCES: readonly Confidence[] = ['sure', 'likely', 'unsure'];

/** Compares clips' last detections with what their uploaders hear. */
export async function agreementOf(clips: AsyncIterable<Clip>): Promise<AgreementReport> {
  const found = new Map<string, { labels: number; agreed: number; people: Set<string> }>();
  const keyOf = (emotion: Emotion, confidence: Confidence) => `${emotion} ${confidence}`;
  for await (const { detection, label, uploaderId } of clips) {
    if (!detection || !label) continue;
    const key = keyOf(detection.emotion, detection.confidence);
    const group = found.get(key) ?? { labels: 0, agreed: 0, people: new Set() };
    found.set(key, group);
    group.labels += 1;
    group.people.add(uploaderId);
    if (label === detection.emotion) group.agreed += 1;
  }
  const groups = EMOTIONS.flatMap((emotion) =>
    CONFIDENCES.flatMap((confidence) => {
      const group = found.get(keyOf(emotion, confidence));
      if (!group || group.people.size < LEAST_PEOPLE) return [];
      return [{ emotion, confidence, labels: group.labels, agreed: group.agreed }];
    }),
  );
  return { groups, isPartial: groups.length < found.size };
}
