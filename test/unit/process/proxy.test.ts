import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/process/config.js';
import { createProxyFor } from '../../../src/process/proxy.js';

const proxies = { https: 'http://secure:3128', http: 'http://plain:3128' };
const [SECURE, PLAIN] = ['http://secure:3128/', 'http://plain:3128/'];

describe('the proxy for a URL', () => {
  it.each([
    ['https://discord.com/api', SECURE],
    ['wss://gateway.discord.gg/?v=10', SECURE],
    ['http://127.0.0.1:8080', PLAIN],
    ['ws://127.0.0.1:8080', PLAIN],
  ])('is chosen by the scheme of %s', (url, proxy) => {
    expect(createProxyFor({ ...proxies, bypass: undefined })(url)).toBe(proxy);
  });

  it('is none where none is named', () => {
    const proxyFor = createProxyFor({ https: undefined, http: undefined, bypass: undefined });
    expect(proxyFor('https://discord.com')).toBeUndefined();
    const forTlsAlone = createProxyFor({ https: 'http://secure', http: undefined, bypass: undefined });
    expect(forTlsAlone('http://127.0.0.1')).toBeUndefined();
  });

  it.each([
    ['discord.com', 'https://discord.com/api', false],
    ['discord.com', 'https://cdn.discord.com', false],
    ['discord.com', 'https://notdiscord.com', true],
    ['.discord.com', 'https://cdn.discord.com', false],
    ['*.discord.com', 'https://cdn.discord.com', false],
    ['DISCORD.com', 'https://discord.com', false],
    ['discord.com:443', 'https://discord.com', false],
    ['discord.com:443', 'wss://discord.com', false],
    ['discord.com:80', 'https://discord.com', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080', false],
    ['127.0.0.1:8080', 'http://127.0.0.1:8081', true],
    ['[::1]', 'http://[::1]:8080', false],
    ['example.org, discord.com', 'https://discord.com', false],
    ['example.org discord.com', 'https://discord.com', false],
    ['*', 'https://discord.com', false],
    [' ', 'https://discord.com', true],
  ])('with NO_PROXY=%s, and for %s: %s', (bypass, url, isProxied) => {
    expect(createProxyFor({ ...proxies, bypass })(url) !== undefined).toBe(isProxied);
  });

  it('may be named without a scheme, and hold a password', () => {
    const proxyFor = createProxyFor({ https: 'me:secret@proxy:3128', http: undefined, bypass: undefined });
    expect(proxyFor('https://discord.com')).toBe('http://me:secret@proxy:3128/');
  });

  it.each(['socks5://me:secret@proxy:1080', 'ftp://secret', 'http://', 'http://secret secret'])(
    'cannot be %s, which is said and not shown',
    (https) => {
      const create = () => createProxyFor({ https, http: undefined, bypass: undefined });
      expect(create).toThrow(ConfigError);
      expect(create).toThrow(/HTTPS_PROXY must be a proxy that is spoken to over HTTP/);
      expect(create).not.toThrow(/secret/);
    },
  );
});
