import type { Clock } from './clock.js';

const DISCORD_EPOCH = 1_420_070_400_000;

/** Makes Discord's ids: the time since 2015 in the upper 42 bits, a counter below. */
export class Snowflakes {
  private last = 0n;

  constructor(private readonly clock: Clock) {}

  next(): string {
    const earliest = BigInt(this.clock.now() - DISCORD_EPOCH) << 22n;
    this.last = earliest > this.last ? earliest : this.last + 1n;
    return this.last.toString();
  }
}
