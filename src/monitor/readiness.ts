import { setTimeout as sleep } from 'node:timers/promises';

export type IsReady = () => boolean | Promise<boolean>;

/** How long a part may take to say so, in milliseconds. */
const PATIENCE_MS = 2000;

/** Whether all that the bot needs is there. */
export class Readiness {
  private readonly checks: Map<string, IsReady>;
  /** Looks that have not ended yet: what is silent is not asked again and again. */
  private readonly looking = new Map<string, Promise<boolean>>();

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
      [...this.checks.keys()].map(async (part): Promise<[string, boolean]> => [
        part,
        await withPatience(this.ask(part)),
      ]),
    );
    return { isReady: found.every(([, isReady]) => isReady), parts: Object.fromEntries(found) };
  }

  private ask(part: string): Promise<boolean> {
    const check = async () => this.checks.get(part)!();
    const look =
      this.looking.get(part) ??
      check()
        .catch(() => false)
        .finally(() => this.looking.delete(part));
    this.looking.set(part, look);
    return look;
  }
}

async function withPatience(look: Promise<boolean>): Promise<boolean> {
  const late = new AbortController();
  try {
    return await Promise.race([look, sleep(PATIENCE_MS, false, { signal: late.signal })]);
  } finally {
    late.abort();
  }
}
