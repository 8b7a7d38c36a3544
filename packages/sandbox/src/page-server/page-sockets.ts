import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { parseAction } from './actions.js';
import { PageSession, type SessionParts } from './page-session.js';

/** Largest message of a page, in bytes: every option of a command as long as Discord takes it. */
const MOST_BYTES = 256 * 1024;
const MOST_SOCKETS = 32;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** The page's WebSockets: one session each. */
export class PageSockets {
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  private readonly sessions = new Map<WebSocket, PageSession>();
  private readonly endWatch: () => void;
  private wasOnline: boolean;

  constructor(private readonly parts: SessionParts) {
    const { discord } = parts;
    this.wasOnline = discord.gateway.isConnected;
    const endNews = discord.onMessage((event, message) => {
      for (const session of this.sessions.values()) session.onMessage(event, message);
    });
    const endPresence = discord.onChange(() => {
      this.tellPresence();
    });
    this.endWatch = () => {
      endNews();
      endPresence();
    };
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      this.open(webSocket);
    });
  }

  close(): void {
    this.endWatch();
    for (const client of this.server.clients) client.terminate();
    this.server.close();
  }

  private open(socket: WebSocket): void {
    socket.on('error', () => {
      socket.terminate();
    });
    if (this.sessions.size >= MOST_SOCKETS) {
      socket.close(TRY_AGAIN_LATER);
      return;
    }
    const session = new PageSession(this.parts, (news) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(news));
    });
    this.sessions.set(socket, session);
    socket.on('close', () => this.sessions.delete(socket));
    socket.on('message', (data, isBinary) => {
      this.receive(socket, session, data, isBinary);
    });
  }

  private receive(socket: WebSocket, session: PageSession, data: RawData, isBinary: boolean): void {
    const parsed = parseAction(isBinary ? '' : (data as Buffer).toString('utf8'));
    if (parsed.isGood) {
      void session.act(parsed.action);
    } else if (parsed.ref === undefined) {
      socket.close(POLICY_VIOLATION, 'that is no action');
    } else {
      const reason = 'The sandbox does not understand that.';
      socket.send(JSON.stringify({ type: 'refused', ref: parsed.ref, reason }));
    }
  }

  private tellPresence(): void {
    const isOnline = this.parts.discord.gateway.isConnected;
    if (isOnline === this.wasOnline) return;
    this.wasOnline = isOnline;
    for (const session of this.sessions.values()) session.onPresence(isOnline);
  }
}
