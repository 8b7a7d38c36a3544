import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import type { Clock } from './clock.js';
import type { IdentifyPace } from './gateway/identify-limit.js';
import type { BodyValidator } from './http/body-validator.js';
import type { RateLimit } from './http/rate-limits.js';

/** What is remembered at most; the oldest goes first. */
export interface Kept {
  messagesPerChannel: number;
  fileBytes: number;
  calls: number;
}

export interface DiscordServerOptions {
  /** Port on 127.0.0.1. Default: a free one. */
  port?: number;
  /** The bot's token. Default: `test-token`. */
  token?: string;
  /** Name of the application and its bot user. Default: `Overtone`. */
  applicationName?: string;
  /** Id of both. Default: a new one. */
  applicationId?: string;
  /** Global commands that are there from the start, as if registered over REST. */
  commands?: readonly RESTPostAPIApplicationCommandsJSONBody[];
  /** Checks request bodies besides the limits that are known here. Default: none. */
  validator?: BodyValidator | undefined;
  clock?: Clock;
  /** How many requests each route takes. Default: any number. */
  rateLimit?: RateLimit;
  /** How much is remembered. Default: everything, for tests to look at. */
  keep?: Partial<Kept>;
  /** Called with what is wrong with the small Discord itself. Default: what waits for something fails with it. */
  onMistake?: (error: Error) => void;
  /** Time until the first answer to an interaction, in milliseconds. Default: 3000. */
  acknowledgeWithinMs?: number;
  /** Life of an interaction's token, in milliseconds. Default: 15 minutes. */
  tokenLifetimeMs?: number;
  /** Largest file of a message, in bytes. Default: 10 MiB. */
  attachmentSizeLimit?: number;
  /** Shards that the bot is told to use. Default: 1. */
  recommendedShards?: number;
  /** How often shards may identify. Default: 16 at once, as often as they like; Discord's `everyMs` is 5000. */
  identifyPace?: Partial<IdentifyPace>;
  /** Default: 41250. */
  heartbeatIntervalMs?: number;
  /** Intents granted in the portal, as bits. Default: all but the privileged ones. */
  allowedIntents?: number;
  /** What the bot may do in every channel, as permission bits. */
  appPermissions?: bigint;
}
