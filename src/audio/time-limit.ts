/** Counts down while it is not paused. */
export class TimeLimit {
  #remainingMs: number;
  #runningSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onExpiry: (() => void) | undefined;

  /** @param limitMs - Time from `start()` to expiry, in milliseconds, not counting pauses. */
  constructor(readonly limitMs: number) {
    this.#remainingMs = limitMs;
  }

  start(onExpiry: () => void): void {
    this.#onExpiry = onExpiry;
    this.resume();
  }

  pause(): void {
    if (this.#runningSince === undefined) return;
    clearTimeout(this.#timer);
    this.#remainingMs -= performance.now() - this.#runningSince;
    this.#runningSince = undefined;
  }

  /** Does nothing unless the limit was started, is paused, and was not stopped. */
  resume(): void {
    if (this.#onExpiry === undefined || this.#runningSince !== undefined) return;
    this.#runningSince = performance.now();
    this.#timer = setTimeout(this.#onExpiry, Math.max(0, this.#remainingMs));
  }

  stop(): void {
    this.pause();
    this.#onExpiry = undefined;
  }
}
