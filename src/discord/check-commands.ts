import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import type { Logger } from 'pino';
import { describeDifference, type CommandPublisher } from './publish.js';

/**
 * Publishes the commands where Discord has none, which is a first start. Where it has others it only says so: they are
 * what members use, and another version of the bot may still serve them. Never fails: without this the bot serves
 * whatever Discord has.
 *
 * @param signal - Once it aborts, what fails is nobody's concern.
 */
export async function checkCommands(
  publisher: CommandPublisher,
  bodies: readonly RESTPostAPIApplicationCommandsJSONBody[],
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  const { audience } = publisher;
  try {
    const difference = await publisher.compare(bodies);
    const changes = describeDifference(difference);
    if (changes.length === 0) {
      logger.info(`Discord has this version's commands ${audience}`);
    } else if (difference.added.length === bodies.length && difference.removed.length === 0) {
      await publisher.publish(bodies);
      logger.info(`Discord had no commands ${audience} yet; they are registered now`);
    } else {
      logger.warn(
        `Discord has other commands ${audience} than this version: ${changes.join(', ')}. To change them: npm run register`,
      );
    }
  } catch (error) {
    if (signal.aborted) return;
    logger.warn(
      { err: error },
      `the commands ${audience} could not be compared with Discord's, or not be registered. To try again: npm run register`,
    );
  }
}
