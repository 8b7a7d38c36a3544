import { UserError } from '../domain/errors.js';
import { fromWireError, toWireError, type WireError } from '../domain/wire-error.js';
import { ModelContractError } from '../classifier/contract-error.js';
import type { BackendChoice } from '../classifier/backend.js';
import type { ModelInfo, WindowAnalysis } from '../usecases/ports.js';

/** What every worker thread is given when it starts. */
export interface ThreadSettings {
  modelDir: string;
  backend: BackendChoice;
}

/** What a thread says of the model that it has loaded. */
export interface ThreadModel {
  model: ModelInfo;
  backend: string;
}

/** The calls that a thread answers: argument and result. */
export interface ThreadCalls {
  describeModel: { argument: undefined; result: ThreadModel };
  analyse: { argument: Float32Array; result: WindowAnalysis };
}

/**
 * A result, or an error in a form that survives the way between threads: a copied `Error` loses its class and
 * its own fields.
 */
export type Reply<T> =
  | { ok: true; value: T }
  | { ok: false; kind: 'user'; error: WireError }
  | { ok: false; kind: 'contract' | 'other'; message: string; stack: string | undefined };

/** Runs a call and wraps what comes of it. */
export async function toReply<T>(work: () => T | Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (thrown instanceof UserError) return { ok: false, kind: 'user', error: toWireError(thrown) };
    const { message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { ok: false, kind: thrown instanceof ModelContractError ? 'contract' : 'other', message, stack };
  }
}

/** Unwraps a reply: returns the result, or throws the error as the class that it was. */
export function fromReply<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  if (reply.kind === 'user') throw fromWireError(reply.error);
  const error =
    reply.kind === 'contract' ? ModelContractError.restored(reply.message) : new Error(reply.message);
  if (reply.stack !== undefined) error.stack = reply.stack;
  throw error;
}
