/** How often a process says that it is alive, and how long that holds, in milliseconds. */
export interface Heartbeat {
  intervalMs: number;
  ttlMs: number;
}

export const HEARTBEAT: Heartbeat = { intervalMs: 5000, ttlMs: 15_000 };
