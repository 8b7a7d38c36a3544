/** How often a process says that it lives, and how long that holds, in milliseconds. */
export interface Pulse {
  beatMs: number;
  lapseMs: number;
}

export const PULSE: Pulse = { beatMs: 5000, lapseMs: 15_000 };
