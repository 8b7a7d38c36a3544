/**
 * An answer that Discord was promised ("thinking…") and that is still to come: what it takes to give it from another
 * process. Whoever has the token can answer for the bot, so it is kept for the bot's user alone, and not for long.
 */
export interface PendingAnswer {
  interactionId: string;
  applicationId: string;
  /** A secret. */
  token: string;
  /** Time until which Discord takes an answer, in milliseconds since the Unix epoch. */
  expiresAt: number;
  /**
   * Set for a click that changes the message it was made on, which shows no "thinking…": when that message was last edited,
   * in milliseconds since the Unix epoch. A later edit means that the click was answered.
   */
  editedAt?: number | null;
}

/** Resolves an answer that a process left pending when it died. A rejection leaves the answer pending. */
export type ResolveAnswer = (answer: PendingAnswer) => Promise<void>;

/** The journal of pending answers of all processes of the bot, so that the death of one leaves nobody waiting. */
export interface AnswerJournal {
  /** Called before an interaction is acknowledged: a process may die at any moment after. */
  add(answer: PendingAnswer): Promise<void>;
  /** Called once the interaction is answered. */
  remove(answer: PendingAnswer): Promise<void>;
  /** Hands over what dead processes left pending, now and as long as the journal is open; each to one process alone. */
  recover(resolve: ResolveAnswer): void;
  close(): Promise<void>;
}
