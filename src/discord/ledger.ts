/**
 * An answer that Discord was promised ("thinking…") and that is still to come: what it takes to give it from another
 * process. Whoever has the token can answer for the bot, so it is kept for the bot's user alone, and not for long.
 */
export interface OwedAnswer {
  interactionId: string;
  applicationId: string;
  /** A secret. */
  token: string;
  /** Until when Discord takes an answer, in milliseconds since the Unix epoch. */
  expiresAt: number;
  /**
   * Of a click that changes the message it was made on, which shows no "thinking…": when that message was last edited,
   * in milliseconds since the Unix epoch. A later edit means that the click was answered.
   */
  editedAt?: number | null;
}

/** Settles an answer that a process still owed when it died. What it rejects with leaves the answer owed. */
export type Settle = (owed: OwedAnswer) => Promise<void>;

/** What all processes of the bot owe, so that the death of one leaves nobody waiting. */
export interface Ledger {
  /** Before an interaction is acknowledged: a process may die at any moment after. */
  enter(owed: OwedAnswer): Promise<void>;
  /** Once it is answered. */
  strike(owed: OwedAnswer): Promise<void>;
  /** Hands over what dead processes owed, now and as long as the ledger is open; each to one process alone. */
  takeOver(settle: Settle): void;
  close(): Promise<void>;
}
