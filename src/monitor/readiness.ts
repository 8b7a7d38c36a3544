import { setTimeout as sleep } from 'node:timers/promises';

export type IsReady = () => boolean | Promise<boolean>;

/** How long a part may take to say so, in milliseconds. */
const PATIENCE_MS = 2000;

/** Whether all that the bot needs is there. */
export class Readiness {
  private readonly checks: Map<string, IsReady>;

  /** @param parts - What has to be ready; none is until {@link readyWhen} says how to find out. */
  constructor(parts: readonly string[]) {
    this.checks = new Map(parts.map((part) => [part, () => false]));
  }

  readyWhen(part: string, isReady: IsReady): void {
    this.checks.set(part, isReady);
  }

  /** Never rejects: a part that fails, or does not answer, is not ready. */
  async look(): Promise<{ isReady: boolean; parts: Record<string, boolean> }> {
    const found = await Promise.all(
      [...this.checks].map(async ([part, check]): Promise<[string, boolean]> => [part, await answer(check)]),
    );
    return { isReady: found.every(([, isReady]) => isReady), parts: Object.fromEntries(found) };
  }
}

async function answer(check: IsReady): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([check(), sleep(PATIENCE_MS, false, { signal: late.signal })]);
  } catch {
    return false;
  } finally {
    late.abort();
  }
}
