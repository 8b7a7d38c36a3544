import type { IncomingMessage } from 'node:http';

/** What to do with a request before anything else is looked at. */
export type Verdict =
  | { kind: 'fine' }
  /** The same page under the one address that it works under. */
  | { kind: 'elsewhere'; location: string }
  | { kind: 'refused'; reason: string };

/**
 * Keeps other web pages out. A browser lets any page send requests to 127.0.0.1, and lets a hostile name server make
 * its page's own name mean 127.0.0.1; what a page cannot do is to lie about `Host`, `Origin` and `Sec-Fetch-*`.
 *
 * @param options.mustBeOwn - Whether the page's own `Origin` has to be there, as for whatever changes something.
 */
export function judge(
  { headers, method, url = '/' }: IncomingMessage,
  { port, mustBeOwn = false }: { port: number; mustBeOwn?: boolean },
): Verdict {
  const { host, origin } = headers;
  if (host === hostOf('localhost', port) && method === 'GET') {
    return { kind: 'elsewhere', location: `${originOf(port)}${url.startsWith('/') ? url : '/'}` };
  }
  if (host !== hostOf('127.0.0.1', port)) return refused('this address is not served here');
  const isOwn = origin === originOf(port);
  if (mustBeOwn ? !isOwn : origin !== undefined && !isOwn) return refused('another page may not do that');
  const site = headers['sec-fetch-site'];
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (isForeign && !isVisit(headers, url)) return refused('another page may not do that');
  return { kind: 'fine' };
}

/** The page's own origin. */
export const originOf = (port: number) => `http://${hostOf('127.0.0.1', port)}`;

/** Host as browsers send it: without the port where it is the usual one. */
const hostOf = (name: string, port: number) => new URL(`http://${name}:${port}`).host;

/** A link from elsewhere that leads to the page. */
function isVisit(headers: IncomingMessage['headers'], url: string): boolean {
  return url === '/' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

const refused = (reason: string): Verdict => ({ kind: 'refused', reason });
