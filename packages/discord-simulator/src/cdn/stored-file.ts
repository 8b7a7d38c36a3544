/** How the CDN treats one file. Left out, it serves it as it should. */
export type Misbehaviour =
  /** Answers 404, or another status, with an XML-less empty body. */
  | { kind: 'gone'; status?: number }
  /** Sends the bytes without Content-Length. */
  | { kind: 'no-length' }
  /** Announces another Content-Length than it sends, then closes the connection. */
  | { kind: 'wrong-length'; announced: number }
  /** Sends this many bytes more than the attachment's size says, without Content-Length. */
  | { kind: 'longer'; extraBytes: number }
  /** Answers 302 to another address. */
  | { kind: 'redirect'; to: string }
  /** Says nothing at all, or nothing after the head. */
  | { kind: 'hang'; after: 'request' | 'head' }
  /** Sends `bytes` every `everyMs` milliseconds. */
  | { kind: 'drip'; bytes: number; everyMs: number }
  /** Breaks the connection off after this many bytes. */
  | { kind: 'reset'; afterBytes: number };

/** A file as a member or the bot sends it. */
export interface SentFile {
  fileName: string;
  /** Default: none, as Discord leaves it out for endings that it does not know. */
  contentType?: string;
  bytes: Uint8Array;
  /** What the attachment's `size` says. Default: the truth. */
  announcedBytes?: number;
  misbehaviour?: Misbehaviour;
  description?: string;
  /** The name as it was before Discord changed it, without its ending. Default: so, unless it is ASCII. */
  title?: string;
  /** Length in seconds; Discord tells it of voice messages, and of some other files. */
  durationSec?: number;
  /** Waveform of a voice message, base64. */
  waveform?: string;
}

/** A file that the CDN keeps. */
export interface StoredFile extends SentFile {
  readonly id: string;
  /** Path and query below the CDN's origin. */
  readonly url: string;
  /** Whether it was given to a command's option, rather than sent in a message. */
  readonly ephemeral: boolean;
  /** How often it has been asked for. */
  requests: number;
}

/** A file as an attachment in a payload. */
export function attachmentJson(file: StoredFile) {
  const { id, fileName, title, url, contentType, description, durationSec, waveform } = file;
  return {
    id,
    filename: fileName,
    ...(title === undefined ? {} : { title }),
    size: file.announcedBytes ?? file.bytes.length,
    url,
    proxy_url: url,
    ...(contentType === undefined ? {} : { content_type: contentType }),
    ...(description === undefined ? {} : { description }),
    ...(file.ephemeral ? { ephemeral: true } : {}),
    ...(durationSec === undefined ? {} : { duration_secs: durationSec }),
    ...(waveform === undefined ? {} : { waveform }),
  };
}
