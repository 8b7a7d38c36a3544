import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Front } from '@overtone/discord-simulator';
import { FILES_PATH, SAMPLES_PATH, SOCKET_PATH } from '../protocol.js';
import type { Samples } from '../samples.js';
import { answerText } from './answers.js';
import { FileIntake } from './file-intake.js';
import { judge, type Verdict } from './guard.js';
import { LeftFiles } from './left-files.js';
import { PageFiles } from './page-files.js';
import type { SessionParts } from './page-session.js';
import { PageSockets } from './page-sockets.js';
import { requestUrl } from './request-url.js';
import { setSecurityHeaders } from './security-headers.js';

export interface PageServerOptions extends Pick<SessionParts, 'discord' | 'world' | 'onMistake'> {
  /** Holds the built page. */
  pageFolder: string;
  samples: Samples;
  /** Largest file that a member may send, in bytes. */
  maxFileBytes: number;
  /** How long a file waits until an action names it, in milliseconds. Default: 15 minutes. */
  fileLifetimeMs?: number;
}

const MOST_FILES = 50;
/** How many of the largest files may wait. */
const MOST_LARGE_FILES = 4;

const DISCORDS = /^\/(api|attachments|ephemeral-attachments)\//;
const FILES_OF_DISCORD = /^\/(ephemeral-)?attachments\//;

/** Serves the sandbox's page, on the small Discord's own port, and keeps other pages away from both. */
export class PageServer implements Front {
  private readonly files: LeftFiles;
  private readonly intake: FileIntake;
  private readonly page: PageFiles;
  private readonly sockets: PageSockets;

  constructor(private readonly options: PageServerOptions) {
    const { discord, world, onMistake, samples, maxFileBytes, fileLifetimeMs = 15 * 60_000 } = options;
    this.files = new LeftFiles({
      maxFiles: MOST_FILES,
      maxBytes: MOST_LARGE_FILES * maxFileBytes,
      lifetimeMs: fileLifetimeMs,
    });
    this.intake = new FileIntake(this.files, maxFileBytes);
    this.page = new PageFiles(options.pageFolder);
    this.sockets = new PageSockets({
      discord,
      world,
      files: this.files,
      samples: samples.list,
      attachmentSizeLimit: maxFileBytes,
      onMistake,
    });
  }

  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const url = requestUrl(request);
    if (!url) {
      answerText(response, 400, 'That is no address.');
      return true;
    }
    const { pathname, searchParams } = url;
    setSecurityHeaders(response, FILES_OF_DISCORD.test(pathname) ? 'file' : 'page');
    const verdict = judge(request, { port: this.port, mustBeOwn: pathname === FILES_PATH });
    if (verdict.kind !== 'fine') {
      turnAway(verdict, response);
      return true;
    }
    if (DISCORDS.test(pathname)) return false;
    this.serve(request, response, pathname, searchParams).catch((error: unknown) => {
      if (!request.errored) this.options.onMistake(error);
      response.destroy();
    });
    return true;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const isPage = requestUrl(request)?.pathname === SOCKET_PATH;
    const verdict = judge(request, { port: this.port, mustBeOwn: isPage });
    socket.on('error', () => socket.destroy());
    if (verdict.kind !== 'fine') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return true;
    }
    if (isPage) this.sockets.upgrade(request, socket, head);
    return isPage;
  }

  close(): void {
    this.sockets.close();
    this.files.clear();
  }

  private get port(): number {
    return this.options.discord.port;
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    params: URLSearchParams,
  ): Promise<void> {
    const { method = 'GET' } = request;
    const isUpload = path === FILES_PATH;
    const allowed = isUpload ? ['POST'] : ['GET', 'HEAD'];
    if (!allowed.includes(method)) {
      response.setHeader('allow', allowed.join(', '));
      answerText(response, 405, 'That cannot be done here.');
    } else if (isUpload) await this.intake.receive(request, response, params);
    else if (path.startsWith(`${SAMPLES_PATH}/`)) this.serveSample(path, response);
    else await this.page.answer(path, response);
  }

  private serveSample(path: string, response: ServerResponse): void {
    const bytes = this.options.samples.files.get(path.slice(SAMPLES_PATH.length + 1));
    if (!bytes) {
      answerText(response, 404, 'There is no such sample.');
      return;
    }
    response.writeHead(200, { 'content-type': 'audio/ogg', 'content-length': bytes.length });
    response.end(bytes);
  }
}

function turnAway(verdict: Exclude<Verdict, { kind: 'fine' }>, response: ServerResponse): void {
  if (verdict.kind === 'refused') {
    answerText(response, 403, `Refused: ${verdict.reason}.`);
    return;
  }
  response.writeHead(307, { location: verdict.location, 'content-length': 0 });
  response.end();
}
