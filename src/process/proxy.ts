import { ConfigError } from './config.js';

/** Proxies as the environment names them. An address may hold a password. */
export interface ProxySettings {
  /** `HTTPS_PROXY`, for what is spoken over TLS. */
  https: string | undefined;
  /** `HTTP_PROXY`, for the rest. */
  http: string | undefined;
  /** `NO_PROXY`: what is reached without any. */
  bypass: string | undefined;
}

/** The proxy, as a URL, that a URL's host is reached through; `undefined` where there is none in between. */
export type ProxyFor = (url: string) => string | undefined;

/**
 * Chooses as curl does: by the scheme, and none for a host that `NO_PROXY` names, such as `example.org` (and all below
 * it), `.example.org`, `127.0.0.1:8080` or `*`, separated by commas or spaces.
 *
 * @throws {@link ConfigError} if a proxy is none that is spoken to over HTTP.
 */
export function createProxyFor({ https, http, bypass }: ProxySettings): ProxyFor {
  const forTls = https === undefined ? undefined : readProxy('HTTPS_PROXY', https);
  const forPlain = http === undefined ? undefined : readProxy('HTTP_PROXY', http);
  const exceptions = (bypass ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  return (url) => {
    const { protocol, hostname, port } = new URL(url);
    const isTls = protocol === 'https:' || protocol === 'wss:';
    const portNumber = port === '' ? (isTls ? '443' : '80') : port;
    if (exceptions.some((entry) => isExempt(entry, hostname, portNumber))) return undefined;
    return isTls ? forTls : forPlain;
  };
}

function isExempt(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name, exemptPort] = /^(.*?)(?::(\d+))?$/.exec(entry)!;
  const domain = name!.toLowerCase().replace(/^\*?\./, '');
  const isNamed = hostname === domain || hostname.endsWith(`.${domain}`);
  return isNamed && (exemptPort === undefined || exemptPort === port);
}

/** @param value - A URL, or a host and port alone. It is not shown: it may hold a password. */
function readProxy(name: string, value: string): string {
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (URL.canParse(text)) {
    const { protocol, href } = new URL(text);
    if (protocol === 'http:' || protocol === 'https:') return href;
  }
  throw new ConfigError([
    `${name} must be a proxy that is spoken to over HTTP, such as http://proxy.example:3128; received a value that is not shown. To reach Discord without it, name discord.com, gateway.discord.gg and Discord's other hosts in NO_PROXY`,
  ]);
}
