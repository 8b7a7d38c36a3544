import { PermissionFlagsBits, type AutocompleteInteraction, type Interaction } from 'discord.js';
import type { Logger } from 'pino';
import { toUserError, UserError } from '../domain/errors.js';
import type { UseCases } from '../usecases/use-cases.js';
import { parseCustomId } from '../views/custom-id.js';
import { errorMessage } from '../views/error-message.js';
import type { Payload } from '../views/payload.js';
import type { Button, Context, MessageCommand, Policy, SlashCommand } from './command.js';
import type { Ledger, OwedAnswer } from './ledger.js';
import { isWrongOption } from './options.js';
import { isPastAnswering, Responder, type Answerable } from './responder.js';
import type { CountUpload } from './upload-limiter.js';

/** A command or button that was found for an interaction, ready to run. */
interface Job {
  name: string;
  policy: Policy & { answer?: Button['policy']['answer'] };
  run(context: Context): Promise<Payload>;
}

/** Interactions under way at a time up to which work may be quick enough to be answered without a first sign. */
const CALM = 10;

const UNKNOWN: Job = {
  name: 'unknown',
  policy: { visibility: 'private', timeoutMs: 1000 },
  run: () => Promise.reject(new UserError('UNKNOWN_COMMAND')),
};

export interface DispatcherParts {
  slashCommands: readonly SlashCommand[];
  messageCommands: readonly MessageCommand[];
  buttons: ReadonlyMap<string, Button>;
  useCases: UseCases;
  countUpload: CountUpload;
  ledger: Ledger;
  logger: Logger;
}

/**
 * Takes every interaction from arrival to answer: find, check, acknowledge, run, answer, log. One interaction
 * that fails never touches another.
 */
export class Dispatcher {
  private readonly running = new Set<Promise<void>>();
  /** One for each that is at work. Joined to one signal that outlives them, they would all be kept in memory. */
  private readonly stops = new Set<AbortController>();
  private isClosing = false;

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
   * Refuses what arrives from now on, and resolves when everything that has arrived is answered.
   *
   * @param withinMs - After this long, what is still at work is stopped, and its askers are told.
   */
  async drain(withinMs: number): Promise<void> {
    this.isClosing = true;
    const timer = setTimeout(() => {
      for (const stop of this.stops) stop.abort(new UserError('STOPPING'));
    }, withinMs);
    while (this.running.size > 0) await Promise.all(this.running);
    clearTimeout(timer);
  }

  private async dispatch(interaction: Interaction): Promise<void> {
    if (interaction.isAutocomplete()) await this.suggest(interaction);
    else if (interaction.isChatInputCommand() || interaction.isMessageContextMenuCommand()) {
      await this.answer(interaction, this.findJob(interaction));
    } else if (interaction.isButton()) await this.answer(interaction, this.findJob(interaction));
    else this.log(interaction).warn('interaction of an unknown kind');
  }

  private findJob(interaction: Answerable): Job {
    const { useCases } = this.parts;
    if (interaction.isButton()) {
      const { name, args } = parseCustomId(interaction.customId);
      const button = this.parts.buttons.get(name);
      return button
        ? { name, policy: button.policy, run: (context) => button.run({ ...context, args }, useCases) }
        : { ...UNKNOWN, run: () => Promise.reject(new UserError('STALE_MESSAGE')) };
    }
    const { commandName: name } = interaction;
    if (interaction.isMessageContextMenuCommand()) {
      const command = this.parts.messageCommands.find(({ data }) => data.name === name);
      const message = interaction.targetMessage;
      return command
        ? { name, policy: command.policy, run: (context) => command.run({ ...context, message }, useCases) }
        : UNKNOWN;
    }
    const command = this.findSlashCommand(name);
    const { options } = interaction;
    return command
      ? { name, policy: command.policy, run: (context) => command.run({ ...context, options }, useCases) }
      : UNKNOWN;
  }

  private async answer(interaction: Answerable, job: Job): Promise<void> {
    const log = this.log(interaction).child({ command: job.name });
    const startedAt = performance.now();
    const warnOfLedger = (error: unknown) => {
      log.warn({ err: error }, 'the ledger of owed answers failed');
    };
    const stop = new AbortController();
    this.stops.add(stop);
    const timer = setTimeout(() => {
      stop.abort(new UserError('TIMED_OUT'));
    }, job.policy.timeoutMs);
    const owed = owedAnswer(interaction, job);
    let entered: Promise<void> | undefined;
    const responder = new Responder(
      interaction,
      {
        as: job.policy.answer ?? 'reply',
        private: job.policy.visibility === 'private',
        atOnce: job.policy.acknowledge === 'at once' || this.running.size > CALM,
      },
      {
        // A ledger that fails costs nobody an answer.
        beforeDeferral: () => (entered = this.parts.ledger.enter(owed).catch(warnOfLedger)),
        onLost: (error) => {
          stop.abort(error);
        },
      },
    );
    let payload: Payload | undefined;
    let isSettled = true;
    try {
      payload = await this.run(interaction, job, stop.signal);
      await responder.send(payload);
      log.info({ ms: Math.round(performance.now() - startedAt) }, 'answered');
      if (payload.flaw !== undefined) log.error({ err: payload.flaw }, 'the answer is not complete');
    } catch (error) {
      isSettled = await this.refuse(responder, error, interaction.id, log);
    } finally {
      clearTimeout(timer);
      this.stops.delete(stop);
      if (entered && isSettled) await this.parts.ledger.strike(owed).catch(warnOfLedger);
      await payload?.release?.();
    }
  }

  private async run(interaction: Answerable, job: Job, signal: AbortSignal): Promise<Payload> {
    if (this.isClosing) throw new UserError('STOPPING');
    if (!interaction.inGuild()) throw new UserError('SERVER_ONLY');
    if (job.policy.limitedAs === 'upload') await this.parts.countUpload(interaction.user.id);
    const work = job.run({
      guildId: interaction.guildId,
      userId: interaction.user.id,
      mayManageMessages: interaction.memberPermissions.has(PermissionFlagsBits.ManageMessages),
      maxAnswerBytes: interaction.attachmentSizeLimit,
      signal,
    });
    return stoppedBy(signal, work);
  }

  /** @returns false if the asker still waits. */
  private async refuse(
    responder: Responder,
    thrown: unknown,
    reference: string,
    log: Logger,
  ): Promise<boolean> {
    if (isPastAnswering(thrown)) {
      log.warn({ err: thrown }, 'the answer came too late');
      return true;
    }
    const error = isWrongOption(thrown)
      ? new UserError('UNKNOWN_COMMAND', { cause: thrown })
      : toUserError(thrown);
    if (error.forOperator) log.error({ err: error.cause ?? error, code: error.code }, 'failed');
    else {
      log.info({ code: error.code }, 'refused');
      // ffmpeg's words may quote the file's: not for a log that is kept.
      if (error.cause !== undefined) log.debug({ err: error.cause }, 'why it was refused');
    }
    try {
      await responder.sendPrivately(errorMessage(error, reference));
      return true;
    } catch (unsent) {
      log.warn({ err: unsent }, 'the refusal could not be sent');
      return false;
    }
  }

  private async suggest(interaction: AutocompleteInteraction): Promise<void> {
    const command = this.findSlashCommand(interaction.commandName);
    const { guildId } = interaction;
    try {
      const typed = interaction.options.getFocused();
      const choices =
        guildId === null || this.isClosing
          ? []
          : await command?.autocomplete?.({ guildId, typed }, this.parts.useCases);
      await interaction.respond(choices ?? []);
    } catch (error) {
      // Autocomplete has no way to show an error: an empty list, and the log.
      this.log(interaction).warn({ err: error }, 'autocomplete failed');
      if (!interaction.responded && !isPastAnswering(error)) await interaction.respond([]);
    }
  }

  private findSlashCommand(name: string): SlashCommand | undefined {
    return this.parts.slashCommands.find(({ data }) => data.name === name);
  }

  private log({ id, guildId, user }: Interaction): Logger {
    return this.parts.logger.child({ interaction: id, guild: guildId, user: user.id });
  }
}

/** How long Discord takes answers to an interaction, in milliseconds. */
const ANSWERABLE_MS = 15 * 60_000;

function owedAnswer(interaction: Answerable, { policy }: Job): OwedAnswer {
  const { id, applicationId, token, createdTimestamp } = interaction;
  const isUpdate = policy.answer === 'update' && interaction.isButton();
  return {
    interactionId: id,
    applicationId,
    token,
    expiresAt: createdTimestamp + ANSWERABLE_MS,
    ...(isUpdate && { editedAt: interaction.message.editedTimestamp }),
  };
}

/** The work's outcome, or the signal's reason if that comes first; what arrives after it is given back. */
function stoppedBy(signal: AbortSignal, work: Promise<Payload>): Promise<Payload> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
      work.then(
        (payload) => payload.release?.(),
        () => undefined,
      );
    });
    work.then(resolve, reject);
  });
}
