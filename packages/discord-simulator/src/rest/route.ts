import type { UploadedFile } from '../http/request-body.js';
import type { FormFault } from './api-error.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as a route's handler takes it. */
export interface RouteRequest {
  /** The `{parts}` of the path. */
  params: Record<string, string>;
  query: URLSearchParams;
  payload: unknown;
  files: UploadedFile[];
  /** Milliseconds since the Unix epoch. */
  receivedAt: number;
}

export interface RouteReply {
  status: number;
  body?: unknown;
}

export interface Route {
  method: Method;
  /** Path as in Discord's OpenAPI description, below `/api/v10`. */
  path: string;
  /** Whether the bot's token has to be sent; interactions carry theirs in the path. */
  needsToken: boolean;
  /** Where a body breaks the limits that Discord publishes in prose. */
  faults?(payload: unknown): readonly FormFault[];
  handle(request: RouteRequest): RouteReply;
}

export const ok = (body: unknown): RouteReply => ({ status: 200, body });
export const noContent = (): RouteReply => ({ status: 204 });

/** Finds a route by method and path. */
export class RouteTable {
  private readonly entries: { route: Route; pattern: RegExp }[];

  constructor(routes: readonly Route[]) {
    this.entries = routes.map((route) => ({ route, pattern: toPattern(route.path) }));
  }

  /** `undefined` where no route has that path; `wrong-method` where one has, for another method. */
  find(
    method: string,
    path: string,
  ): { route: Route; params: Record<string, string> } | 'wrong-method' | undefined {
    const there = this.entries.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match ? [{ route, params: { ...match.groups } }] : [];
    });
    if (there.length === 0) return undefined;
    return there.find(({ route }) => route.method === method) ?? 'wrong-method';
  }
}

/** `/users/{user_id}` becomes an expression with a group of that name; literal paths such as `@original` win by order. */
function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
