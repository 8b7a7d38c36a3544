import { applicationJson, userJson } from '../world/payloads.js';
import type { State } from '../state.js';
import { ok, type Route } from './route.js';

/** Who the bot is and where its gateway is. */
export function basicRoutes(state: State): Route[] {
  const get = (path: string, answer: () => unknown, needsToken = true): Route => ({
    method: 'GET',
    path,
    needsToken,
    handle: () => ok(answer()),
  });
  return [
    get('/gateway', () => ({ url: state.gateway.url }), false),
    get('/gateway/bot', () => ({
      url: state.gateway.url,
      shards: state.gatewayAdvice.shards,
      session_start_limit: {
        total: 1000,
        remaining: 1000,
        reset_after: 0,
        max_concurrency: state.gatewayAdvice.maxConcurrency,
      },
    })),
    get('/users/@me', () => ({
      ...userJson(state.world.application.bot),
      email: null,
      verified: true,
      mfa_enabled: false,
      locale: 'en-US',
    })),
    get('/applications/@me', () => applicationJson(state.world.application)),
    get('/oauth2/applications/@me', () => applicationJson(state.world.application)),
  ];
}
