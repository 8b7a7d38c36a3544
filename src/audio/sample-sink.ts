import { Writable } from 'node:stream';

const BYTES_PER_VALUE = 4;

export interface SampleSink {
  /** A sink for 32-bit little-endian floats, cut anywhere. */
  stream: Writable;
  /** Whole samples taken so far, of each signal. */
  readonly sampleCount: number;
}

/**
 * Turns ffmpeg's raw output into samples within [-1, 1]; what is not a finite number becomes 0.
 *
 * @param onSamples - Gets whole samples of every signal, interleaved. It is awaited, so that a slow receiver slows
 *   ffmpeg down. What it throws becomes the stream's error.
 * @param maxSamples - One more of each signal makes the stream fail with `tooMany()`, before they are handed on.
 * @param signals - How many are interleaved. Default: 1.
 */
export function createSampleSink(options: {
  onSamples: (samples: Float32Array) => void | Promise<void>;
  maxSamples: number;
  tooMany: () => Error;
  signals?: number;
}): SampleSink {
  const sampleBytes = BYTES_PER_VALUE * (options.signals ?? 1);
  let sampleCount = 0;
  let rest = Buffer.alloc(0);

  const take = async (chunk: Buffer): Promise<void> => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const wholeBytes = bytes.length - (bytes.length % sampleBytes);
    rest = Buffer.from(bytes.subarray(wholeBytes));
    if (wholeBytes === 0) return;
    sampleCount += wholeBytes / sampleBytes;
    if (sampleCount > options.maxSamples) throw options.tooMany();
    await options.onSamples(toSamples(bytes.subarray(0, wholeBytes)));
  };

  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk).then(() => {
        done();
      }, done);
    },
  });
  return {
    stream,
    get sampleCount() {
      return sampleCount;
    },
  };
}

/** Copies, since a chunk from a pipe need not be aligned and belongs to a pool. */
function toSamples(bytes: Buffer): Float32Array {
  const samples = new Float32Array(bytes.length / BYTES_PER_VALUE);
  new Uint8Array(samples.buffer).set(bytes);
  for (let i = 0; i < samples.length; i += 1) {
    const value = samples[i]!;
    if (!Number.isFinite(value)) samples[i] = 0;
    else if (value > 1) samples[i] = 1;
    else if (value < -1) samples[i] = -1;
  }
  return samples;
}
