import type { PageAction, ServerNews } from '../../src/protocol.js';
import type { Link } from '../logic/state.js';

/** What of a WebSocket is used. */
export interface SocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'message', listener: (event: object) => void): void;
}

export interface SocketEvents {
  onNews: (news: ServerNews) => void;
  onLink: (link: Link) => void;
}

type Unnumbered<Action> = Action extends { ref: number } ? Omit<Action, 'ref'> : never;

/** An action that gets a number, before it has one. */
export type NumberedAction = Unnumbered<PageAction>;

export type Choices = Extract<ServerNews, { type: 'choices' }>['choices'];

const OPEN = 1;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/** The page's end of the protocol. Connects at once, and again whenever the connection ends. */
export class SandboxSocket {
  private socket: SocketLike | undefined;
  private waitMs = FIRST_WAIT_MS;
  private lastRef = 0;
  private readonly asking = new Map<number, (choices: Choices) => void>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly open: () => SocketLike,
    private readonly events: SocketEvents,
  ) {
    this.connect();
  }

  /** A number that no action has had. */
  nextRef(): number {
    return ++this.lastRef;
  }

  /** @returns Whether there was a connection to send it on. */
  send(action: PageAction): boolean {
    if (this.socket?.readyState !== OPEN) return false;
    this.socket.send(JSON.stringify(action));
    return true;
  }

  /** Asks for an option's suggestions; there are none if the connection ends first. */
  choices(action: Omit<Extract<PageAction, { type: 'autocomplete' }>, 'ref' | 'type'>): Promise<Choices> {
    const ref = this.nextRef();
    return new Promise((resolve) => {
      if (!this.send({ type: 'autocomplete', ref, ...action })) {
        resolve([]);
        return;
      }
      this.asking.set(ref, resolve);
    });
  }

  /** Ends the connection for good. */
  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    this.socket?.close();
  }

  private connect(): void {
    const socket = this.open();
    this.socket = socket;
    socket.addEventListener('open', () => {
      this.waitMs = FIRST_WAIT_MS;
      this.events.onLink('open');
    });
    socket.addEventListener('message', (event) => {
      this.hear(JSON.parse((event as { data: string }).data) as ServerNews);
    });
    socket.addEventListener('close', () => {
      this.answer([...this.asking.keys()], []);
      if (this.closed) return;
      this.events.onLink('lost');
      this.retry = setTimeout(() => {
        this.connect();
      }, this.waitMs);
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    });
  }

  private hear(news: ServerNews): void {
    if (news.type === 'choices') this.answer([news.ref], news.choices);
    else if (news.type === 'refused' && this.asking.has(news.ref)) this.answer([news.ref], []);
    else this.events.onNews(news);
  }

  private answer(refs: readonly number[], choices: Choices): void {
    for (const ref of refs) {
      this.asking.get(ref)?.(choices);
      this.asking.delete(ref);
    }
  }
}
