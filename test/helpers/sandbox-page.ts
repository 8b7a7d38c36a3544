import { WebSocket } from 'ws';
import {
  FILES_PATH,
  SOCKET_PATH,
  type LeftFile,
  type PageAction,
  type SandboxMessage,
  type SandboxState,
  type ServerNews,
} from '../../packages/sandbox/src/protocol.js';

type WithoutRef<T> = T extends { ref: number } ? Omit<T, 'ref'> : never;
type News<T extends ServerNews['type']> = Extract<ServerNews, { type: T }>;
type Answer = News<'taken' | 'refused' | 'choices'>;

/** The flag of "thinking…". */
const LOADING = 128;
const PATIENCE_MS = 20_000;

/** The sandbox's page without its looks: speaks to the server as the page does in a browser. */
export class SandboxPage {
  /** Everything that the server said. */
  readonly news: ServerNews[] = [];
  private readonly checks = new Set<() => void>();
  private lastRef = 0;

  private constructor(
    private readonly origin: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data) => {
      this.news.push(JSON.parse((data as Buffer).toString('utf8')) as ServerNews);
      for (const check of [...this.checks]) check();
    });
  }

  /** @param url - Of the page. */
  static async open(url: string): Promise<SandboxPage> {
    const { origin } = new URL(url);
    const socket = new WebSocket(socketUrl(url), { origin });
    const page = new SandboxPage(origin, socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    await page.until(() => page.state, 'the first state');
    return page;
  }

  close(): void {
    this.socket.terminate();
  }

  /** The last state that was told. */
  get state(): SandboxState | undefined {
    return this.news.findLast((news): news is News<'state'> => news.type === 'state');
  }

  /** Every message as it was told, newest last. */
  get messages(): SandboxMessage[] {
    return this.news.flatMap((news) => (news.type === 'message' ? [news.message] : []));
  }

  /** Looks through another member's eyes. */
  async view(guild: string, user: string): Promise<SandboxState> {
    const { guilds, users } = this.state!;
    const guildId = guilds.find(({ name }) => name === guild)!.id;
    const userId = users.find(({ name }) => name === user)!.id;
    const before = this.news.length;
    this.send({ type: 'view', guildId, userId });
    return this.until(
      () => this.news.slice(before).find((news): news is News<'state'> => news.type === 'state'),
      'the state',
    );
  }

  /** Does something and waits for what the server says to it. */
  do(action: WithoutRef<PageAction>): Promise<Answer> {
    this.lastRef += 1;
    const ref = this.lastRef;
    this.send({ ...action, ref });
    return this.until(
      () => this.news.find((news): news is Answer => 'ref' in news && news.ref === ref),
      `an answer to ${action.type}`,
    );
  }

  /** Uses a command or button, and waits for the bot's message to be complete. */
  async answerTo(action: WithoutRef<PageAction>): Promise<SandboxMessage> {
    const before = this.messages.length;
    const answer = await this.do(action);
    if (answer.type !== 'taken') throw new Error(`not taken: ${JSON.stringify(answer)}`);
    return this.until(() => {
      const told = this.messages.slice(before);
      return told.findLast(({ author, flags = 0 }) => author.bot && (flags & LOADING) === 0);
    }, `a message in answer to ${action.type}`);
  }

  async leave(name: string, bytes: Uint8Array, query: Record<string, string> = {}): Promise<LeftFile> {
    const response = await postFile(this.origin, { name, ...query }, bytes);
    if (response.status !== 201) throw new Error(`not left: ${response.status}`);
    return (await response.json()) as LeftFile;
  }

  /** Sends anything at all. */
  send(what: unknown): void {
    this.socket.send(typeof what === 'string' ? what : JSON.stringify(what));
  }

  /** Resolves with the code of the close. */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', resolve));
  }

  until<T>(look: () => T | undefined, what: string, withinMs = PATIENCE_MS): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.checks.delete(check);
      };
      const timer = setTimeout(() => {
        end();
        reject(
          new Error(
            `waited in vain for ${what}; last: ${JSON.stringify(this.news.slice(-3)).slice(0, 2000)}`,
          ),
        );
      }, withinMs);
      const check = () => {
        const found = look();
        if (found === undefined) return;
        end();
        resolve(found);
      };
      this.checks.add(check);
      check();
    });
  }
}

export const socketUrl = (url: string) => new URL(SOCKET_PATH, url.replace(/^http/, 'ws')).href;

export function postFile(
  url: string,
  query: Record<string, string>,
  bytes: Uint8Array,
  headers: Record<string, string> = { origin: new URL(url).origin },
): Promise<Response> {
  const address = new URL(`${FILES_PATH}?${new URLSearchParams(query).toString()}`, url);
  return fetch(address, { method: 'POST', body: new Uint8Array(bytes), headers });
}
