import { UserError, type ErrorCode } from './errors.js';

/** A {@link UserError} on its way between threads or processes, where a copied `Error` would lose class and fields. */
export interface WireError {
  code: ErrorCode;
  /** The figure in the sentence, if it has one. */
  limit?: string | undefined;
}

/** The error without its cause, which stays in the log of where it was thrown. */
export const toWireError = ({ code, limit }: UserError): WireError => ({ code, limit });

export const fromWireError = ({ code, limit }: WireError): UserError => new UserError(code, { limit });
