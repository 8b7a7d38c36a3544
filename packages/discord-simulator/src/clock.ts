/** Where the small Discord takes the time from; tests inject one to let 15 minutes pass at once. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs with the system's and can be put forward. */
export class ShiftedClock implements Clock {
  private shiftMs = 0;

  now(): number {
    return Date.now() + this.shiftMs;
  }

  advance(ms: number): void {
    this.shiftMs += ms;
  }
}
