const REMEDY = 'Restore model/artefacts from the repository, or train anew with: npm run train';

/** The model on disk is not one that this code can serve. The message says what is wrong and what to do. */
export class ModelContractError extends Error {
  override readonly name = 'ModelContractError';

  /**
   * @param fault - What is wrong, as a clause without a full stop.
   * @param details - `cause`: what was thrown, if anything was.
   */
  constructor(fault: string, details: { cause?: unknown } = {}) {
    super(`${fault}. ${REMEDY}`, details);
  }

  /** The same error again, from its message, after it crossed from one thread to another. */
  static restored(message: string): ModelContractError {
    return new ModelContractError(message.replace(`. ${REMEDY}`, ''));
  }
}
