import { childrenOf } from './proc.js';

/** Stops a server and the processes by which it serves, as a host that freezes does. @returns what lets it go on. */
export function freeze(pid: number): () => void {
  signal(pid, 'SIGSTOP');
  const all = [pid, ...childrenOf(pid)];
  for (const each of all) signal(each, 'SIGSTOP');
  return () => {
    for (const each of all) signal(each, 'SIGCONT');
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just ended.
  }
}
