import type { IncomingMessage } from 'node:http';

/** What a request asks for; `undefined` where it cannot be read as an address. */
export function requestUrl({ url = '/' }: IncomingMessage): URL | undefined {
  const base = 'http://page.test';
  return url.startsWith('/') && URL.canParse(url, base) ? new URL(url, base) : undefined;
}
