import type { ApiCallLog } from './http/call-log.js';
import type { Cdn } from './cdn/cdn.js';
import type { Changes } from './changes.js';
import type { Clock } from './clock.js';
import type { CommandRegistry } from './commands/command-registry.js';
import type { Gateway } from './gateway/gateway.js';
import type { Interaction } from './interactions/interaction.js';
import type { MessageBook } from './messages/message-book.js';
import type { MessageNews } from './messages/message-news.js';
import type { Snowflakes } from './snowflake.js';
import type { World } from './world/world.js';

export interface Timing {
  acknowledgeWithinMs: number;
  tokenLifetimeMs: number;
  attachmentSizeLimit: number;
  appPermissions: bigint;
}

/** What a bot is told of the gateway. */
export interface GatewayAdvice {
  shards: number;
  maxConcurrency: number;
}

/** Everything that the small Discord knows, shared by its routes, its gateway and its driver. */
export interface State extends Timing {
  readonly gatewayAdvice: GatewayAdvice;
  readonly token: string;
  readonly clock: Clock;
  readonly ids: Snowflakes;
  readonly world: World;
  readonly commands: CommandRegistry;
  readonly cdn: Cdn;
  readonly gateway: Gateway;
  readonly changes: Changes;
  readonly calls: ApiCallLog;
  /** Interactions by id. */
  readonly interactions: Map<string, Interaction>;
  readonly messages: MessageBook;
  readonly news: MessageNews;
  /** Called with what is wrong with the small Discord itself. */
  onMistake(error: Error): void;
}
