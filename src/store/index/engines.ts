import type { IndexEngine } from './index-engine.js';
import { memory } from './memory.js';
import { postgres } from './postgres.js';
import { redis } from './redis.js';
import { sqlite } from './sqlite.js';

/** Every engine there is: configuration, messages, documentation and tests follow this list. */
export const INDEX_ENGINES: readonly IndexEngine[] = [sqlite, postgres, redis, memory];

/** What an index' address may be, for a sentence. */
export const INDEX_URL_RULE = `must be ${listed(
  INDEX_ENGINES.map(({ example }) => example),
  'or',
)}`;

/** The engine that an address names, or `undefined` where there is none or it names no place. */
export function indexEngineOf(url: string): IndexEngine | undefined {
  return INDEX_ENGINES.find(
    ({ schemes, example }) =>
      url === example ||
      schemes.some((scheme) => url.startsWith(`${scheme}://`) && url.length > `${scheme}://`.length),
  );
}

/** Names in a sentence: `a, b and c`. */
export function listed(names: readonly string[], conjunction: 'and' | 'or'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
