import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, apiErrors, type FormFault } from '../rest/api-error.js';
import type { Route, RouteReply, RouteTable } from '../rest/route.js';
import type { State } from '../state.js';
import type { BodyValidator } from './body-validator.js';
import type { ApiCall, Violation } from './call-log.js';
import type { Fault, Faults } from './faults.js';
import { bucketId, RateLimitError, rateLimitHeaders, type RateLimits } from './rate-limits.js';
import { readBody, type RequestBody } from './request-body.js';

/** Longest body of a request, besides its files. */
const MOST_TEXT_BYTES = 1024 * 1024;
const PREFIX = /^\/api(\/v10)?(?=\/)/;

interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: RequestBody;
}

/** Takes each REST request from arrival to answer: faults, token, body, route, log. */
export class Api {
  constructor(
    private readonly parts: {
      state: State;
      routes: RouteTable;
      faults: Faults;
      validator: BodyValidator | undefined;
      rateLimits: RateLimits | undefined;
      violations: Violation[];
    },
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://discord.test');
    const method = request.method ?? 'GET';
    const path = pathname.replace(PREFIX, '').replace('%40', '@');
    const call: ApiCall = {
      method,
      path,
      route: undefined,
      payload: undefined,
      fileNames: [],
      status: 0,
      errorCode: undefined,
      at: this.parts.state.clock.now(),
    };
    const reply = await this.reply(request, { method, path, query: searchParams }, call);
    call.status = reply.status;
    this.parts.state.calls.add(call);
    send(response, reply);
    this.parts.state.changes.notify();
  }

  private async reply(
    request: IncomingMessage,
    asked: Pick<Received, 'method' | 'path' | 'query'>,
    call: ApiCall,
  ): Promise<SentReply> {
    try {
      const body = await readBody(request, this.mostBytes()).catch((error: unknown) => {
        throw error instanceof ApiError ? error : apiErrors.unreadable();
      });
      call.payload = body.payload;
      call.fileNames = body.files.map(({ fileName }) => fileName);
      const fault = await this.parts.faults.hit(asked.method, asked.path);
      if (fault?.status !== undefined && !fault.takesEffect) return this.fail(fault, asked);
      const { authorization } = request.headers;
      const reply = this.handle({ ...asked, authorization, body }, call);
      return fault?.status === undefined ? reply : this.fail(fault, asked);
    } catch (error) {
      const apiError = error instanceof ApiError ? error : apiErrors.internal();
      // A mistake in the small Discord itself must not pass for one of the bot.
      if (apiError !== error) this.parts.state.onMistake(error as Error);
      call.errorCode = apiError.code;
      const headers = apiError instanceof RateLimitError ? apiError.headers : {};
      return { status: apiError.status, body: apiError, headers };
    }
  }

  private handle(received: Received, call: ApiCall): SentReply {
    const { state, routes } = this.parts;
    const found = routes.find(received.method, received.path);
    if (found === undefined) throw apiErrors.noRoute();
    if (found === 'wrong-method') throw apiErrors.wrongMethod();
    const { route, params } = found;
    call.route = route.path;
    if (route.needsToken && received.authorization !== `Bot ${state.token}`) throw apiErrors.unauthorized();
    const headers = this.parts.rateLimits?.count(route.method, route.path, params) ?? {};
    const { payload, files } = received.body;
    // What follows takes the small Discord its time, which is not the bot's.
    const receivedAt = state.clock.now();
    if (files.some(({ bytes }) => bytes.length > state.attachmentSizeLimit)) throw apiErrors.tooLarge();

    try {
      this.check(route, payload);
      return { ...route.handle({ params, query: received.query, payload, files, receivedAt }), headers };
    } catch (error) {
      if (error instanceof ApiError && error.faults.length > 0)
        this.record(route, received.path, error.faults);
      throw error;
    }
  }

  /** Discord's prose limits come first: their messages say more than the description's patterns. */
  private check(route: Route, payload: unknown): void {
    const broken = route.faults?.(payload ?? {}) ?? [];
    const faults =
      broken.length > 0 ? broken : (this.parts.validator?.faults(route.method, route.path, payload) ?? []);
    if (faults.length > 0) throw apiErrors.invalidForm(faults);
  }

  /** Largest body of a request, in bytes: all files that a message may carry, and its text. */
  private mostBytes(): number {
    return 10 * this.parts.state.attachmentSizeLimit + MOST_TEXT_BYTES;
  }

  /** What a fault answers. */
  private fail(
    { status = 500, retryAfterSec = 1, isGlobal = false }: Fault,
    { method, path }: Pick<Received, 'method' | 'path'>,
  ): SentReply {
    if (status !== 429) return { status, body: { message: `${status}: injected`, code: 0 } };
    const now = this.parts.state.clock.now();
    const bucket = { limit: 5, remaining: 0, resetAfterSec: retryAfterSec, now, id: bucketId(method, path) };
    const error = new RateLimitError(retryAfterSec, rateLimitHeaders(bucket), isGlobal);
    return { status, body: error, headers: error.headers };
  }

  private record({ method }: Route, path: string, faults: readonly FormFault[]): void {
    this.parts.violations.push({
      method,
      path,
      faults: faults.map(({ path: at, code, message }) => ({ path: at.join('.'), code, message })),
    });
  }
}

interface SentReply extends RouteReply {
  headers?: Record<string, string>;
}

function send(response: ServerResponse, { status, body, headers = {} }: SentReply): void {
  if (body === undefined) {
    response.writeHead(status, headers);
    response.end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
