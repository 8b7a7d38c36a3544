import { PermissionFlagsBits, type AutocompleteInteraction, type Interaction } from 'discord.js';
import type { Logger } from 'pino';
import { toUserError, UserError, type ErrorCode } from '../domain/errors.js';
import { logRefusal } from '../domain/log-refusal.js';
import type { UseCases } from '../usecases/use-cases.js';
import { errorMessage } from '../views/error-message.js';
import type { Payload } from '../views/payload.js';
import { findHandler, findSlashCommand, type Commands, type Handler } from './find-handler.js';
import { JournalEntry } from './journal-entry.js';
import { asksForPrivacy, isWrongOption } from './options.js';
import type { AnswerJournal } from './pending-answers.js';
import { invitingServer } from './place.js';
import { publishedIds } from './published-ids.js';
import { ANSWER_WITHIN_MS, isOfComponent, isPastAnswering, Responder, type Answerable } from './responder.js';
import type { CountUpload } from './upload-limiter.js';

/** Interactions under way at a time up to which work may be quick enough to be answered without a first sign. */
const CALM = 10;

/** What became of an interaction: answered, refused, too late, or its asker still waits. */
export type InteractionOutcome = 'answered' | 'late' | 'unsent' | ErrorCode;

/** A function that is told what becomes of interactions. */
export interface DispatchObserver {
  /** Discord has taken the first sign of life, so many seconds after the interaction arrived. */
  acknowledged(sec: number): void;
  ended(command: string, outcome: InteractionOutcome, sec: number): void;
}

export interface DispatcherParts extends Commands {
  useCases: UseCases;
  countUpload: CountUpload;
  journal: AnswerJournal;
  observer: DispatchObserver;
  logger: Logger;
}

/**
 * Takes every interaction from arrival to answer: find, check, acknowledge, run, answer, log. One interaction
 * that fails never touches another.
 */
export class Dispatcher {
  private readonly running = new Set<Promise<void>>();
  /** A stop for each interaction at work. Joined to one signal that outlives them, they would all be kept in memory. */
  private readonly stops = new Set<AbortController>();
  private readonly hurry = new AbortController();
  private drained: Promise<void> | undefined;

  constructor(private readonly parts: DispatcherParts) {}

  /** Never rejects. */
  handle(interaction: Interaction): Promise<void> {
    const work = this.dispatch(interaction).catch((error: unknown) => {
      this.log(interaction).error({ err: error }, 'interaction failed unexpectedly');
    });
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  /**
   * Refuses what arrives from now on, and resolves when everything that has arrived is answered. A second call does
   * nothing more.
   *
   * @param withinMs - After this long, what is still at work is stopped, and its askers are told.
   */
  drain(withinMs: number): Promise<void> {
    return (this.drained ??= this.endWork(withinMs));
  }

  private async endWork(withinMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.hurry.abort();
      for (const stop of this.stops) stop.abort(new UserError('STOPPING'));
    }, withinMs);
    while (this.running.size > 0) await Promise.all(this.running);
    clearTimeout(timer);
  }

  private async dispatch(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) await this.suggest(interaction);
    else if (
      interaction.isChatInputCommand() ||
      interaction.isMessageContextMenuCommand() ||
      isOfComponent(interaction)
    ) {
      await this.answer(interaction, findHandler(interaction, this.parts));
    } else this.log(interaction).warn('interaction of an unknown kind');
  }

  private async answer(interaction: Answerable, handler: Handler): Promise<void> {
    const log = this.log(interaction).child({ command: handler.name });
    const { observer } = this.parts;
    const startedAt = performance.now();
    const sinceArrival = () => (performance.now() - startedAt) / 1000;
    // The asker may have been shown a failure already. Clocks differ: Discord says whether it still waits, before anything is done.
    const isOld = Date.now() - interaction.createdTimestamp > ANSWER_WITHIN_MS;
    const stop = new AbortController();
    this.stops.add(stop);
    const timer = setTimeout(() => {
      stop.abort(new UserError('TIMED_OUT'));
    }, handler.policy.timeoutMs);
    const entry = new JournalEntry(this.parts.journal, interaction, handler.policy.answer === 'update', log);
    const responder = new Responder(
      interaction,
      {
        as: handler.policy.answer ?? 'reply',
        private: isPrivate(interaction, handler),
        atOnce: isOld || handler.policy.acknowledge === 'at once' || this.running.size > CALM,
      },
      {
        beforeDeferral: () => entry.add(),
        onAcknowledged: () => {
          observer.acknowledged(sinceArrival());
        },
        onLost: (error) => {
          stop.abort(error);
        },
      },
      this.hurry.signal,
    );
    let payload: Payload | undefined;
    let outcome: InteractionOutcome = 'answered';
    try {
      if (isOld) await responder.acknowledged();
      payload = await this.run(interaction, handler, stop.signal);
      // From here on there is nothing to stop.
      clearTimeout(timer);
      this.stops.delete(stop);
      await deliver(responder, payload);
      log.info({ ms: Math.round(performance.now() - startedAt) }, 'answered');
      if (payload.degraded !== undefined) log.error({ err: payload.degraded }, 'the answer is not complete');
    } catch (error) {
      outcome = await this.refuse(responder, error, interaction.id, log);
    } finally {
      clearTimeout(timer);
      this.stops.delete(stop);
      observer.ended(handler.name, outcome, sinceArrival());
      if (outcome !== 'unsent') await entry.remove();
      await payload?.release?.().catch((error: unknown) => {
        log.warn({ err: error }, 'what an answer was made from could not be given back');
      });
    }
  }

  private async run(interaction: Answerable, handler: Handler, signal: AbortSignal): Promise<Payload> {
    if (this.drained) throw new UserError('STOPPING');
    const guildId = invitingServer(interaction);
    const { limitedAs } = handler.policy;
    if (limitedAs === 'upload' || (limitedAs === 'upload elsewhere' && guildId === undefined)) {
      await this.parts.countUpload(interaction.user.id, handler.sounds ?? 1);
    }
    signal.throwIfAborted();
    let isCommitted = false;
    const context = {
      guildId,
      userId: interaction.user.id,
      mayManageMessages: managesMessages(interaction),
      maxAnswerBytes: interaction.attachmentSizeLimit,
      commandIds: () => publishedIds(interaction.client, guildId),
      signal,
      onCommit: () => {
        isCommitted = true;
      },
    };
    return stoppedBy(signal, handler.run(context, this.parts.useCases), () => isCommitted);
  }

  private async refuse(
    responder: Responder,
    thrown: unknown,
    reference: string,
    log: Logger,
  ): Promise<InteractionOutcome> {
    if (isPastAnswering(thrown)) {
      log.warn({ err: thrown }, 'the answer came too late');
      return 'late';
    }
    const error = isWrongOption(thrown)
      ? new UserError('UNKNOWN_COMMAND', { cause: thrown })
      : toUserError(thrown);
    logRefusal(error, log);
    try {
      await responder.sendPrivately(errorMessage(error, reference));
      return error.code;
    } catch (unsent) {
      log.warn({ err: unsent }, 'the refusal could not be sent');
      return isPastAnswering(unsent) ? 'late' : 'unsent';
    }
  }

  private async suggest(interaction: AutocompleteInteraction): Promise<void> {
    const command = findSlashCommand(interaction.commandName, this.parts);
    const guildId = invitingServer(interaction);
    try {
      const typed = interaction.options.getFocused();
      const choices =
        guildId === undefined || this.drained
          ? []
          : await command?.autocomplete?.({ guildId, typed }, this.parts.useCases);
      await interaction.respond(choices ?? []);
    } catch (error) {
      // Autocomplete has no way to show an error: an empty list, and the log.
      this.log(interaction).warn({ err: error }, 'autocomplete failed');
      if (!interaction.responded && !isPastAnswering(error)) await interaction.respond([]);
    }
  }

  private log({ id, guildId, user }: Interaction): Logger {
    return this.parts.logger.child({ interaction: id, guild: guildId, user: user.id });
  }
}

/**
 * Whether a member holds Manage Messages on the server. What one channel alone grants, which an interaction's own
 * permissions include, is not for clips, which are the whole server's.
 */
function managesMessages(interaction: Answerable): boolean {
  return (
    interaction.inCachedGuild() && interaction.member.permissions.has(PermissionFlagsBits.ManageMessages)
  );
}

/** Whether the asker alone sees the answer, as everywhere that nobody has invited the bot to. */
function isPrivate(interaction: Answerable, { policy: { visibility } }: Handler): boolean {
  if (invitingServer(interaction) === undefined) return true;
  return visibility === 'as asked' ? asksForPrivacy(interaction) : visibility === 'private';
}

/** @throws UserError `ANSWER_LOST`: what was asked for is done by now, and must not be told as a failure. */
async function deliver(responder: Responder, payload: Payload): Promise<void> {
  try {
    await (payload.onlyForAsker ? responder.sendPrivately(payload) : responder.send(payload));
  } catch (error) {
    throw isPastAnswering(error) ? error : new UserError('ANSWER_LOST', { cause: error });
  }
}

/**
 * The work's outcome, or the signal's reason if that comes first; what arrives after it is given back. Work that has
 * begun to write is no longer stopped: only its outcome says what holds.
 */
function stoppedBy(
  signal: AbortSignal,
  work: Promise<Payload>,
  isCommitted: () => boolean,
): Promise<Payload> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (isCommitted()) return;
      reject(signal.reason as Error);
      work.then(
        (payload) => payload.release?.().catch(() => undefined),
        () => undefined,
      );
    });
    work.then(resolve, reject);
  });
}
