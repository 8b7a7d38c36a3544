import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { toWav, voice } from '../../helpers/synthetic-voice.js';

/** Files whose clock, rate, channels or tracks are not what players expect. */

let made = 0;

const next = (folder: string, name: string) => {
  made += 1;
  return join(folder, `odd-${made}-${name}`);
};

export interface Piece {
  durationSec: number;
  sampleRateHz: number;
  channels: number;
}

async function writePiece({ durationSec, sampleRateHz, channels }: Piece, folder: string): Promise<string> {
  const path = next(folder, 'piece.wav');
  const samples = voice({ durationSec, sampleRateHz });
  await writeFile(path, toWav(Array<Float32Array>(channels).fill(samples), sampleRateHz));
  return path;
}

export type JoinedFormat = 'mp3' | 'vorbis' | 'opus' | 'flac';
const ENCODERS: Readonly<Record<JoinedFormat, readonly string[]>> = {
  mp3: ['-c:a', 'libmp3lame', '-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'],
  vorbis: ['-c:a', 'libvorbis', '-f', 'ogg'],
  opus: ['-c:a', 'libopus', '-f', 'ogg'],
  flac: ['-c:a', 'flac', '-f', 'ogg'],
};

/** Encodes each piece by itself and puts their bytes one after the other: links of Ogg, or frames of MP3. */
export async function joined(
  pieces: readonly Piece[],
  { format, folder }: { format: JoinedFormat; folder: string },
): Promise<string> {
  const parts: Buffer[] = [];
  for (const [i, piece] of pieces.entries()) {
    const path = next(folder, format);
    // Each link of Ogg has a serial number of its own.
    const serial = format === 'mp3' ? [] : ['-serial_offset', String(1000 * (i + 1))];
    await runFfmpegForTests([
      ...['-i', await writePiece(piece, folder)],
      ...ENCODERS[format],
      ...serial,
      path,
    ]);
    parts.push(await readFile(path));
  }
  const path = next(folder, `joined.${format}`);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

/** A recording in Matroska or WebM whose clock starts late and jumps ahead after each second. */
export async function jumping(
  piece: Piece,
  clock: { startSec: number; jumpSec: number },
  { ending, folder }: { ending: 'webm' | 'mkv'; folder: string },
): Promise<string> {
  const path = next(folder, `jumping.${ending}`);
  const wav = await writePiece(piece, folder);
  const late = `asetpts=PTS+(${clock.startSec}+${clock.jumpSec}*floor(T))/TB`;
  await runFfmpegForTests([...['-i', wav, '-af', late], ...['-c:a', 'libopus', path]]);
  return path;
}

/** A file of several sound tracks. @param tracks - Samples at 16 kHz. */
export async function withTracks(
  tracks: readonly Float32Array[],
  {
    folder,
    ending = 'mp4',
    extraArgs = [],
  }: { folder: string; ending?: string; extraArgs?: readonly string[] },
): Promise<string> {
  const inputs: string[] = [];
  for (const samples of tracks) {
    const path = next(folder, 'track.wav');
    await writeFile(path, toWav(samples));
    inputs.push('-i', path);
  }
  const maps = tracks.flatMap((_samples, i) => ['-map', `${i}:a`]);
  const path = next(folder, `tracks.${ending}`);
  await runFfmpegForTests([...inputs, ...maps, ...extraArgs, path]);
  return path;
}

/** A WAV with its bytes the other way round. */
export function toRifx(samples: Float32Array): Buffer {
  const wav = toWav(samples);
  for (const at of [4, 16, 24, 28, 40]) wav.subarray(at, at + 4).swap32();
  wav.subarray(20, 24).swap16();
  wav.subarray(32, 36).swap16();
  wav.subarray(44).swap16();
  wav.write('RIFX', 0, 'latin1');
  return wav;
}

/** A WAV, 16-bit at 16 kHz, that says which loudspeakers its channels are for. */
export function toMaskedWav(channels: readonly Float32Array[], mask: number): Buffer {
  const plain = toWav(channels);
  const format = Buffer.alloc(24);
  format.writeUInt16LE(22, 0);
  format.writeUInt16LE(16, 2);
  format.writeUInt32LE(mask, 4);
  Buffer.from('0100000000001000800000aa00389b71', 'hex').copy(format, 8);
  const wav = Buffer.concat([plain.subarray(0, 36), format, plain.subarray(36)]);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(40, 16);
  wav.writeUInt16LE(0xff_fe, 20);
  return wav;
}
