import PQueue from 'p-queue';
import type { BackendChoice } from '../classifier/backend.js';
import { UserError } from '../domain/errors.js';
import type { VoiceAnalyser } from '../usecases/ports.js';
import { fromReply, type Reply, type ThreadCalls, type ThreadSettings } from './messages.js';
import { startWorkerThreads } from './worker-threads.js';

export interface VoiceAnalyserOptions {
  /** Holds `model.json`, the weights that it names, and `metadata.json`. */
  modelDir: string;
  backend: BackendChoice;
  /** Windows analysed at a time, each in a thread of its own. Minimum: 1. */
  threads: number;
  /** Windows that may wait for a thread; one more is refused. Minimum: 0. */
  maxQueue: number;
  /** Called when a thread has died; it is replaced, and what it was busy with is tried again. */
  onDeath?: (error: unknown) => void;
  /** What the threads run, for tests. */
  file?: URL;
}

/** Next to this file and of its kind: TypeScript while developing, JavaScript once built. */
const THREAD_FILE = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url);

/**
 * Starts threads that each load the model, so that no analysis keeps the main thread busy.
 *
 * @throws {@link ModelContractError} if the model is not one that this code can serve.
 */
export async function createVoiceAnalyser(
  options: VoiceAnalyserOptions,
): Promise<VoiceAnalyser & { backend: string; close(): Promise<void> }> {
  const { modelDir, backend, threads, maxQueue, onDeath, file = THREAD_FILE } = options;
  const settings: ThreadSettings = { modelDir, backend };
  const workers = startWorkerThreads({ file, threads, workerData: settings });

  /** A thread answers whatever happens in it, unless it dies; then the next one may try, once. */
  async function call<Name extends keyof ThreadCalls>(
    name: Name,
    argument: ThreadCalls[Name]['argument'],
  ): Promise<ThreadCalls[Name]['result']> {
    const reply = await workers.call(name, argument).catch((error: unknown) => {
      onDeath?.(error);
      return workers.call(name, argument);
    });
    return fromReply(reply as Reply<ThreadCalls[Name]['result']>);
  }

  try {
    const loaded = await Promise.all(Array.from({ length: threads }, () => call('describeModel', undefined)));
    const queue = new PQueue({ concurrency: threads });
    return {
      ...loaded[0]!,
      async analyse(samples, { signal } = {}) {
        signal?.throwIfAborted();
        if (queue.pending >= threads && queue.size >= maxQueue) throw new UserError('BUSY');
        // Aborted while waiting, it never starts. Aborted later, it rejects at once, and the thread's answer, due
        // within milliseconds, is dropped: to end the thread would cost loading a model.
        return queue.add(() => call('analyse', samples), { signal });
      },
      close: () => workers.close(),
    };
  } catch (fault) {
    await workers.close();
    throw fault;
  }
}
