import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SandboxSocket, type SocketLike } from '../../../page/client/socket.js';
import type { Link } from '../../../page/logic/state.js';
import type { PageAction, ServerNews } from '../../../src/protocol.js';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget implements SocketLike {
  readyState = 0;
  readonly sent: PageAction[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as PageAction);
  }

  close(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }

  connect(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  tell(news: ServerNews): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(news) }));
  }
}

function start() {
  const sockets: FakeSocket[] = [];
  const news: ServerNews[] = [];
  const links: Link[] = [];
  const open = () => {
    sockets.push(new FakeSocket());
    return sockets.at(-1)! as SocketLike;
  };
  const socket = new SandboxSocket(open, {
    onNews: (item) => news.push(item),
    onLink: (link) => links.push(link),
  });
  return { socket, sockets, news, links };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('SandboxSocket', () => {
  it('passes on what the server tells', () => {
    const { sockets, news, links } = start();
    sockets[0]!.connect();
    sockets[0]!.tell({ type: 'presence', isOnline: true });
    expect(links).toEqual(['open']);
    expect(news).toEqual([{ type: 'presence', isOnline: true }]);
  });

  it('sends nothing while there is no connection, and says so', () => {
    const { socket, sockets } = start();
    expect(socket.send({ type: 'view', guildId: '1', userId: '2' })).toBe(false);
    sockets[0]!.connect();
    expect(socket.send({ type: 'view', guildId: '1', userId: '2' })).toBe(true);
    expect(sockets[0]!.sent).toHaveLength(1);
  });

  it('hands suggestions to who asked', async () => {
    const { socket, sockets } = start();
    sockets[0]!.connect();
    const asked = socket.choices({ name: 'play', option: 'file', typed: 'a', options: {} });
    const [action] = sockets[0]!.sent;
    expect(action).toMatchObject({ type: 'autocomplete', typed: 'a' });
    const choices = [{ name: 'A', value: 'a' }];
    sockets[0]!.tell({ type: 'choices', ref: 99, choices: [] });
    sockets[0]!.tell({ type: 'choices', ref: (action as { ref: number }).ref, choices });
    await expect(asked).resolves.toEqual(choices);
  });

  it('has no suggestions when the connection ends', async () => {
    const { socket, sockets } = start();
    sockets[0]!.connect();
    const asked = socket.choices({ name: 'play', option: 'file', typed: '', options: {} });
    sockets[0]!.close();
    await expect(asked).resolves.toEqual([]);
  });

  it('connects again, with longer and longer waits', () => {
    const { sockets, links } = start();
    sockets[0]!.close();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    sockets[1]!.close();
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(500);
    expect(sockets).toHaveLength(3);
    expect(links).toEqual(['lost', 'lost']);
  });

  it('stays closed once it is closed', () => {
    const { socket, sockets } = start();
    socket.close();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});
