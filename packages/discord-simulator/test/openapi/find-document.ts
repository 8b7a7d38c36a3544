import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where Discord's OpenAPI description lies: `DISCORD_OPENAPI`, else `shared/discord/openapi.json` in this folder
 * or one above. `undefined` where there is none; tests that need it then say that they are skipped.
 */
export function findOpenApiDocument(from = process.cwd()): string | undefined {
  const named = process.env.DISCORD_OPENAPI;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const here = join(from, 'shared', 'discord', 'openapi.json');
  if (existsSync(here)) return here;
  const above = dirname(from);
  return above === from ? undefined : findOpenApiDocument(above);
}
