/** What the project promises of its model. */
export const TARGETS = {
  /** Least unweighted average recall on voices never heard, within [0, 1]. */
  speechRecall: 0.74,
  songRecall: 0.75,
  /** Least macro F1 under the reference project's own protocol, within [0, 1]. */
  referenceMacroF1: 0.93,
  /** Greatest expected calibration error, within [0, 1]. */
  calibrationError: 0.05,
  /** Least accuracy of the clips that are not called unsure, within [0, 1]. */
  notUnsureAccuracy: 0.8,
  /** Greatest size of the weights. */
  weightsBytes: 5_000_000,
} as const;
