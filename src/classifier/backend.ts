import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import util from 'node:util';
import { loadWasmBackend, tf } from './tensorflow.js';

/**
 * Which implementation computes: TensorFlow's own library, which training needs, or WebAssembly. `auto` is WebAssembly: it
 * answers in half the time, and loads everywhere.
 */
export type BackendChoice = 'auto' | 'tensorflow' | 'wasm';
export type Backend = Exclude<BackendChoice, 'auto'>;

/**
 * Loads a backend and makes it the one that this thread's tensors live on.
 *
 * @returns The backend's name.
 * @throws {Error} if it does not load.
 */
export async function useBackend(choice: BackendChoice): Promise<Backend> {
  if (choice !== 'tensorflow') return useWasm();
  try {
    return await useTensorflow();
  } catch (cause) {
    // An optional dependency: there is no build of it for every machine.
    throw new Error(
      'TFJS_BACKEND is tensorflow, but @tensorflow/tfjs-node does not load here: set it to auto or wasm',
      { cause },
    );
  }
}

async function useTensorflow(): Promise<Backend> {
  // Hints about processor features, which TensorFlow would print at every start.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // tfjs-node 4.22 calls a function that Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  await import('@tensorflow/tfjs-node');
  return activate('tensorflow');
}

async function useWasm(): Promise<Backend> {
  const { setThreadsCount, setWasmPaths } = loadWasmBackend();
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  // Windows are analysed side by side in threads of ours; more inside each would only get in their way.
  setThreadsCount(1);
  return activate('wasm');
}

async function activate(backend: Backend): Promise<Backend> {
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  await tf.ready();
  return backend;
}
