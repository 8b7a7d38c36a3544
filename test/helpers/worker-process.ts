import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { environment } from './bot-process.js';
import { until } from './file-server.js';

/** A detection worker, apart from this process. */
export interface WorkerProcess {
  pid: number;
  exited: Promise<[number | null, NodeJS.Signals | null]>;
  /** What it has written so far, to its log and to stderr. */
  log(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Starts it as its users do, and waits for nothing. */
export function spawnWorker(env: Record<string, string>): WorkerProcess {
  const child = spawn(process.execPath, ['dist/src/bin/worker.js'], {
    cwd: packageRoot(),
    env: { ...environment, WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  return {
    pid: child.pid!,
    exited: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
    log: () => log,
    kill: (signal) => void child.kill(signal),
  };
}

/** {@link spawnWorker}, once it takes jobs. */
export async function startWorkerProcess(env: Record<string, string>): Promise<WorkerProcess> {
  const worker = spawnWorker(env);
  await until(() => worker.log().includes('"ready"'));
  return worker;
}
