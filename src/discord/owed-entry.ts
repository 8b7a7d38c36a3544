import type { Logger } from 'pino';
import type { Ledger, OwedAnswer } from './ledger.js';
import type { Answerable } from './responder.js';

/** How long Discord takes answers to an interaction, in milliseconds. */
const ANSWERABLE_MS = 15 * 60_000;

/** One interaction's place in the ledger. Nothing here rejects: a ledger that fails costs nobody an answer. */
export class OwedEntry {
  private entered: Promise<void> | undefined;
  private readonly owed: OwedAnswer;

  /** @param isUpdate - Whether the answer changes the message that was clicked. */
  constructor(
    private readonly ledger: Ledger,
    interaction: Answerable,
    isUpdate: boolean,
    private readonly log: Logger,
  ) {
    const { id, applicationId, token, createdTimestamp } = interaction;
    this.owed = {
      interactionId: id,
      applicationId,
      token,
      expiresAt: createdTimestamp + ANSWERABLE_MS,
      ...(isUpdate && interaction.isButton() && { editedAt: interaction.message.editedTimestamp }),
    };
  }

  enter(): Promise<void> {
    return (this.entered ??= this.ledger.enter(this.owed).catch(this.warn));
  }

  async strike(): Promise<void> {
    if (this.entered) await this.ledger.strike(this.owed).catch(this.warn);
  }

  private readonly warn = (error: unknown) => {
    this.log.warn({ err: error }, 'the ledger of owed answers failed');
  };
}
