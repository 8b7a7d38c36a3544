import { FILES_PATH, type LeftFile } from '../../src/protocol.js';

/** What the server is told of a voice message. */
export interface VoiceFacts {
  /** Seconds. */
  duration: number;
  /** See `encodeWaveform`. */
  waveform: string;
}

/**
 * Leaves a file with the server.
 *
 * @throws {Error} if the server does not take it; its message is for people.
 */
export async function leaveFile(file: Blob, name: string, voice?: VoiceFacts): Promise<LeftFile> {
  const query = new URLSearchParams({ name });
  if (voice) {
    query.set('duration', String(voice.duration));
    query.set('waveform', voice.waveform);
  }
  let response: Response;
  try {
    response = await fetch(`${FILES_PATH}?${query.toString()}`, { method: 'POST', body: file });
  } catch {
    throw new Error('The file did not reach the sandbox.');
  }
  if (!response.ok) {
    const reason = response.status === 413 ? 'it is too large' : `it answered ${response.status}`;
    throw new Error(`The sandbox did not take the file: ${reason}.`);
  }
  return (await response.json()) as LeftFile;
}
