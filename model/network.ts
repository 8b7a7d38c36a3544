import type { LinearClassifier } from './lda.js';

/** A network with one hidden layer of rectifiers, in plain numbers. */
export interface Network {
  /** From inputs to hidden units; shape `[hidden, inputs]`. */
  hidden: LinearClassifier;
  /** From hidden units to logits; shape `[classes, hidden]`. */
  output: LinearClassifier;
}
