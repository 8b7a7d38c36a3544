import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { packageRoot } from '../../src/package-root.js';
import {
  FILES_PATH,
  SAMPLES_PATH,
  SOCKET_PATH,
  type PageAction,
  type SandboxMessage,
  type SandboxState,
  type ServerNews,
} from '../../src/sandbox/protocol.js';
import { toneWav } from './sounds.js';
import { StandInBot, type KeptFile } from './stand-in-bot.js';
import { BOT } from './stand-in-messages.js';

/** As the sandbox's server sends it. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "media-src 'self' blob:; connect-src 'self'; font-src 'self'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.webm': 'audio/webm',
  '.txt': 'text/plain',
};

const option = (name: string, description: string, more: object) => ({ name, description, type: 3, ...more });
const clipOption = option('file', 'The clip', { required: true, autocomplete: true });

const INITIAL: Omit<SandboxState, 'view' | 'messages'> = {
  isOnline: true,
  application: BOT,
  guilds: [
    { id: '1', name: 'Rehearsal room', channel: { id: '11', name: 'general' } },
    { id: '2', name: 'Night shift', channel: { id: '22', name: 'voices' } },
  ],
  users: [
    { id: '300000000000000001', name: 'Ada' },
    { id: '300000000000000002', name: 'Grace', role: 'moderator' },
  ],
  commands: [
    {
      id: 'c1',
      type: 1,
      name: 'upload',
      description: 'Save a clip of a voice on this server',
      options: [
        option('audio', 'A sound file, or a video with sound', { type: 11, required: true }),
        option('name', 'What to call it; the file name if left out', {}),
      ],
    },
    {
      id: 'c2',
      type: 1,
      name: 'list',
      description: 'Show the clips saved on this server',
      options: [option('member', 'Only clips of this member', { type: 6 })],
    },
    ...['detect', 'play', 'delete'].map((name) => ({
      id: name,
      type: 1 as const,
      name,
      description: `${name[0]!.toUpperCase()}${name.slice(1)} a saved clip`,
      options: [clipOption],
    })),
    { id: 'c6', type: 1, name: 'broken', description: 'Never answers' },
    { id: 'c7', type: 3, name: 'Detect emotion', description: '' },
  ],
  samples: ['bright', 'low', 'tense'].map((name) => ({
    file: `${name}.wav`,
    title: `A ${name} voice`,
    duration: 2,
    waveform: Buffer.from(Array.from({ length: 80 }, (_, i) => Math.abs(Math.sin(i / 5)) * 255)).toString(
      'base64',
    ),
  })),
  attachmentSizeLimit: 10 * 1024 * 1024,
};

/** Serves the built page and answers it with canned messages, for work on the page alone. */
export class StandIn {
  private readonly messages: (SandboxMessage & { onlyFor?: string })[] = [];
  private readonly files = new Map<string, KeptFile>();
  private readonly bot = new StandInBot();
  private readonly sockets = new Map<WebSocket, SandboxState['view']>();
  private readonly server: Server = createServer((request, response) => {
    void this.serve(request, response);
  });

  async start(port = 0): Promise<string> {
    const sockets = new WebSocketServer({ server: this.server, path: SOCKET_PATH });
    sockets.on('connection', (socket) => {
      this.sockets.set(socket, { guildId: INITIAL.guilds[0]!.id, userId: INITIAL.users[0]!.id });
      socket.on('message', (data: Buffer) => {
        this.hear(JSON.parse(data.toString()) as PageAction, socket);
      });
      socket.on('close', () => this.sockets.delete(socket));
      this.tellState(socket);
    });
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.terminate();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private hear(action: PageAction, socket: WebSocket): void {
    if (action.type === 'view') {
      this.sockets.set(socket, { guildId: action.guildId, userId: action.userId });
      this.tellState(socket);
      return;
    }
    const { guildId, userId } = this.sockets.get(socket)!;
    const guild = INITIAL.guilds.find(({ id }) => id === guildId)!;
    this.bot.act(action, {
      guild,
      user: INITIAL.users.find(({ id }) => id === userId)!,
      messages: this.messages,
      file: (id) => this.files.get(id),
      tell: (news) => {
        tell(socket, news);
      },
      put: (message, isPrivate = false) => {
        this.put({ ...message, ...(isPrivate ? { onlyFor: userId } : {}) });
      },
    });
  }

  private put(message: SandboxMessage & { onlyFor?: string }): void {
    const at = this.messages.findIndex(({ id }) => id === message.id);
    if (at === -1) this.messages.push(message);
    else this.messages[at] = message;
    for (const [socket, view] of this.sockets) {
      if (this.sees(view, message)) tell(socket, { type: 'message', message });
    }
  }

  private sees(
    { guildId, userId }: SandboxState['view'],
    message: SandboxMessage & { onlyFor?: string },
  ): boolean {
    const guild = INITIAL.guilds.find(({ id }) => id === guildId);
    return guild?.channel.id === message.channel_id && (message.onlyFor ?? userId) === userId;
  }

  private tellState(socket: WebSocket): void {
    const view = this.sockets.get(socket)!;
    const messages = this.messages.filter((message) => this.sees(view, message));
    tell(socket, { type: 'state', ...INITIAL, view, messages });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST' && pathname === FILES_PATH) {
      const bytes = await buffer(request);
      const name = searchParams.get('name') ?? 'file';
      const id = String(this.files.size + 1);
      const duration = searchParams.get('duration');
      const waveform = searchParams.get('waveform');
      const type = TYPES[extname(name)] ?? 'application/octet-stream';
      this.files.set(id, {
        id,
        name,
        bytes,
        type,
        ...(duration && waveform ? { duration: Number(duration), waveform } : {}),
      });
      response
        .writeHead(201, { 'content-type': 'application/json' })
        .end(JSON.stringify({ id, name, size: bytes.length }));
      return;
    }
    if (pathname.startsWith(SAMPLES_PATH)) {
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(toneWav(2));
      return;
    }
    if (pathname.startsWith('/kept/')) {
      const file = this.files.get(pathname.split('/')[2]!);
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.bytes);
      return;
    }
    const path = normalize(pathname === '/' ? '/index.html' : pathname);
    const body = await readFile(join(packageRoot(), 'dist/sandbox-page', path)).catch(() => undefined);
    const headers = {
      'content-type': TYPES[extname(path)] ?? 'text/plain',
      'content-security-policy': POLICY,
    };
    response.writeHead(body ? 200 : 404, headers).end(body);
  }
}

function tell(socket: WebSocket, news: ServerNews): void {
  socket.send(JSON.stringify(news));
}
