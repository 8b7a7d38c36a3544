import type { Logger } from 'pino';
import type { AnswerJournal, PendingAnswer } from './pending-answers.js';
import { ANSWERABLE_MS, isOnMessage, type Answerable } from './responder.js';

/** One interaction's entry in the journal. Nothing here rejects: a journal that fails costs nobody an answer. */
export class JournalEntry {
  private added: Promise<void> | undefined;
  private readonly answer: PendingAnswer;

  /** @param isUpdate - Whether the answer changes the message whose component was used. */
  constructor(
    private readonly journal: AnswerJournal,
    interaction: Answerable,
    isUpdate: boolean,
    private readonly log: Logger,
  ) {
    const { id, applicationId, token, createdTimestamp } = interaction;
    this.answer = {
      interactionId: id,
      applicationId,
      token,
      expiresAt: createdTimestamp + ANSWERABLE_MS,
      ...(isUpdate && isOnMessage(interaction) && { editedAt: interaction.message.editedTimestamp }),
    };
  }

  add(): Promise<void> {
    return (this.added ??= this.journal.add(this.answer).catch(this.warn));
  }

  /** Does nothing where the entry was never added. */
  async remove(): Promise<void> {
    if (this.added) await this.journal.remove(this.answer).catch(this.warn);
  }

  private readonly warn = (error: unknown) => {
    this.log.warn({ err: error }, 'the journal of pending answers failed');
  };
}
