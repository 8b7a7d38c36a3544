import fc from 'fast-check';
import { finished } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { createSampleSink } from '../../../src/audio/sample-sink.js';

async function collect(chunks: Buffer[], maxSamples = Infinity) {
  const parts: Float32Array[] = [];
  const sink = createSampleSink({
    maxSamples,
    tooMany: () => new Error('too many'),
    onSamples: (samples) => {
      parts.push(samples);
    },
  });
  for (const chunk of chunks) sink.stream.write(chunk);
  sink.stream.end();
  await finished(sink.stream);
  return { samples: parts.flatMap((part) => [...part]), count: sink.sampleCount };
}

const bytesOf = (values: number[]) => Buffer.from(Float32Array.from(values).buffer);

describe('createSampleSink', () => {
  it('puts samples together wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(200), { maxLength: 20 }),
        async (values, cuts) => {
          const bytes = bytesOf(values);
          const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          expect(await collect(chunks)).toEqual({ samples: values, count: values.length });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('cleans what is not within [-1, 1]', async () => {
    const { samples } = await collect([bytesOf([NaN, Infinity, -Infinity, 1.5, -1.5, 0.5])]);
    expect(samples).toEqual([0, 0, 0, 1, -1, 0.5]);
  });

  it('counts and hands on whole samples of several signals', async () => {
    const parts: number[][] = [];
    const sink = createSampleSink({
      signals: 3,
      maxSamples: 2,
      tooMany: () => new Error('too many'),
      onSamples: (samples) => {
        parts.push([...samples]);
      },
    });
    const bytes = bytesOf([0.125, 0.25, 0.5, -0.125, -0.25, -0.5, 1]);
    for (const [from, to] of [
      [0, 10],
      [10, 13],
      [13, 28],
    ] as const) {
      sink.stream.write(bytes.subarray(from, to));
    }
    sink.stream.end();
    await finished(sink.stream);
    expect(parts).toEqual([
      [0.125, 0.25, 0.5],
      [-0.125, -0.25, -0.5],
    ]);
    expect(sink.sampleCount).toBe(2);
  });

  it('drops a sample that is cut off at the end', async () => {
    expect(await collect([bytesOf([0.25, 0.5]).subarray(0, 7)])).toEqual({ samples: [0.25], count: 1 });
  });

  it('hands over arrays that are not written to again', async () => {
    const chunk = bytesOf([0.25, 0.5]);
    const kept: Float32Array[] = [];
    const { stream } = createSampleSink({
      maxSamples: 10,
      tooMany: () => new Error('too many'),
      onSamples: (samples) => {
        kept.push(samples);
      },
    });
    stream.end(chunk);
    await finished(stream);
    chunk.fill(0);
    expect([...kept[0]!]).toEqual([0.25, 0.5]);
  });

  it('takes as many as allowed, and fails on one more', async () => {
    await expect(collect([bytesOf([0, 0, 0])], 3)).resolves.toMatchObject({ count: 3 });
    await expect(collect([bytesOf([0, 0, 0, 0])], 3)).rejects.toThrow('too many');
  });

  it('fails as its receiver fails', async () => {
    const { stream } = createSampleSink({
      maxSamples: 10,
      tooMany: () => new Error('too many'),
      onSamples: () => Promise.reject(new Error('receiver')),
    });
    stream.write(bytesOf([0]));
    await expect(finished(stream)).rejects.toThrow('receiver');
  });
});
