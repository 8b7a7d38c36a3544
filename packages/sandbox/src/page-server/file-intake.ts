import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { mediaTypeOf, type SentFile } from '@overtone/discord-simulator';
import { answerJson, answerText } from './answers.js';
import type { LeftFiles } from './left-files.js';

/** What the query says of the file. */
const query = z.object({
  name: z.string().min(1).max(255),
  duration: z.coerce.number().positive().max(86_400).optional(),
  waveform: z.base64().max(400).optional(),
});

/** Files that may arrive at a time. */
const MOST_AT_ONCE = 8;

/** `POST` to `FILES_PATH`: takes files in, each up to `maxBytes`. */
export class FileIntake {
  private arriving = 0;

  constructor(
    private readonly files: LeftFiles,
    private readonly maxBytes: number,
  ) {}

  async receive(request: IncomingMessage, response: ServerResponse, params: URLSearchParams): Promise<void> {
    const said = query.safeParse(Object.fromEntries(params));
    if (!said.success) {
      refuse(request, response, 400, z.prettifyError(said.error));
    } else if (this.arriving >= MOST_AT_ONCE) {
      refuse(request, response, 429, 'Too many files at once: wait until the others have arrived.');
    } else {
      this.arriving += 1;
      const bytes = await read(request, this.maxBytes).finally(() => (this.arriving -= 1));
      if (bytes) answerJson(response, 201, this.files.leave({ bytes, ...fileOf(said.data) }));
      else refuse(request, response, 413, `The file is larger than ${this.maxBytes} bytes.`);
    }
  }
}

function fileOf({ name, duration, waveform }: z.infer<typeof query>): Omit<SentFile, 'bytes'> {
  const contentType = mediaTypeOf(name);
  return {
    fileName: name,
    ...(contentType === undefined ? {} : { contentType }),
    ...(duration === undefined ? {} : { durationSec: duration }),
    ...(waveform === undefined ? {} : { waveform }),
  };
}

/** @returns `undefined` if there are more bytes than allowed. */
async function read(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // The request is not destroyed where the loop ends early: the refusal still has to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** What still arrives is thrown away, and the connection with it. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.setHeader('connection', 'close');
  answerText(response, status, text);
  request.resume();
}
