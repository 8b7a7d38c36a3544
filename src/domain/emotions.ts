/** The eight emotions, in the order of the model's outputs: index 0 is neutral, 7 is surprised. */
export const EMOTIONS = [
  'neutral',
  'calm',
  'happy',
  'sad',
  'angry',
  'fearful',
  'disgust',
  'surprised',
] as const;

export type Emotion = (typeof EMOTIONS)[number];

/** Whether a text, wherever it comes from, is the name of one of them. */
export const isEmotion = (text: string): text is Emotion => EMOTIONS.some((emotion) => emotion === text);

/** One probability per emotion, each within [0, 1]; they sum to 1. */
export type Probabilities = Readonly<Record<Emotion, number>>;

/**
 * Names the values of a model output.
 *
 * @param values - Shape `[8]`, in the order of {@link EMOTIONS}.
 * @throws {RangeError} if there are not exactly eight values (our mistake).
 */
export function toProbabilities(values: ArrayLike<number>): Probabilities {
  if (values.length !== EMOTIONS.length) {
    throw new RangeError(`expected ${EMOTIONS.length} probabilities, received ${values.length}`);
  }
  return Object.fromEntries(EMOTIONS.map((emotion, i) => [emotion, values[i]!])) as Record<Emotion, number>;
}

/** The emotions with their probabilities, most probable first; ties keep the order of {@link EMOTIONS}. */
export function ranked(probabilities: Probabilities): { emotion: Emotion; probability: number }[] {
  return EMOTIONS.map((emotion) => ({ emotion, probability: probabilities[emotion] })).sort(
    (a, b) => b.probability - a.probability,
  );
}
