import { setTimeout as sleep } from 'node:timers/promises';

/** A fault of Discord's, injected into the next matching requests. */
export interface Fault {
  method?: string;
  /** Matched against the path below `/api/v10`. Default: every path. */
  path?: RegExp | string;
  /** Answered in place of what would have been; left out, the request is only delayed. */
  status?: number;
  /** Seconds to wait that a 429 tells. */
  retryAfterSec?: number;
  /** Whether a 429 is for every route. */
  isGlobal?: boolean;
  delayMs?: number;
  /** Whether the request takes effect before it fails: the answer is lost, not the request. */
  takesEffect?: boolean;
  /** How many requests it hits. Default: 1. */
  times?: number;
}

export class Faults {
  private pending: { fault: Fault; left: number }[] = [];

  constructor(private readonly stopped: AbortSignal) {}

  add(fault: Fault): void {
    this.pending.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.pending = [];
  }

  /** The fault that hits a request, after its delay. */
  async hit(method: string, path: string): Promise<Fault | undefined> {
    const entry = this.pending.find(({ fault }) => matches(fault, method, path));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.pending = this.pending.filter((other) => other !== entry);
    const { delayMs } = entry.fault;
    if (delayMs !== undefined)
      await sleep(delayMs, undefined, { signal: this.stopped }).catch(() => undefined);
    return entry.fault;
  }
}

function matches({ method, path }: Fault, requestMethod: string, requestPath: string): boolean {
  if (method !== undefined && method !== requestMethod) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? requestPath.includes(path) : path.test(requestPath);
}
