import fc from 'fast-check';

/** Ways to damage a sound file, as values that fast-check can shrink and print. */
export type Mutation =
  | { kind: 'flip'; bits: { at: number; bit: number }[] }
  | { kind: 'overwrite'; at: number; bytes: Uint8Array }
  | { kind: 'number'; at: number; value: number; bigEndian: boolean }
  | { kind: 'truncate'; at: number }
  | { kind: 'remove' | 'repeat'; at: number; length: number }
  | { kind: 'splice'; at: number; other: number; from: number };

export interface DamagedClip {
  /** Which of the whole clips it is made from. */
  clip: number;
  mutations: Mutation[];
}

/** Numbers that parsers stumble over. */
const ABSURD = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

/** A repeated stretch must not make a clip large. */
const MOST_REPEATED = 4096;
const REPEATS = 8;

/** A place in a file: half of them within what is likely its header. Taken modulo the file's length. */
const place = fc.oneof(fc.nat(255), fc.nat(1_000_000));
const length = fc.integer({ min: 1, max: MOST_REPEATED });
const clipNumber = fc.nat(100);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    bits: fc.array(fc.record({ at: place, bit: fc.nat(7) }), { minLength: 1, maxLength: 64 }),
  }),
  fc.record({
    kind: fc.constant('overwrite' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    at: place,
    value: fc.constantFrom(...ABSURD),
    bigEndian: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('truncate' as const), at: place }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'repeat' as const), at: place, length }),
  fc.record({ kind: fc.constant('splice' as const), at: place, other: clipNumber, from: place }),
);

export const damagedClips: fc.Arbitrary<DamagedClip> = fc.record({
  clip: clipNumber,
  mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
});

/** The bytes of a damaged clip. */
export function damage({ clip, mutations }: DamagedClip, whole: readonly Buffer[]): Buffer {
  const pick = (number: number) => whole[number % whole.length]!;
  return mutations.reduce<Buffer>((bytes, change) => apply(change, bytes, pick), Buffer.from(pick(clip)));
}

function apply(change: Mutation, bytes: Buffer, pick: (number: number) => Buffer): Buffer {
  if (bytes.length < 4) return bytes;
  const within = (place: number, { length }: Buffer = bytes) => place % length;
  switch (change.kind) {
    case 'flip':
      for (const { at, bit } of change.bits) bytes[within(at)]! ^= 1 << bit;
      return bytes;
    case 'overwrite':
      bytes.set(change.bytes.subarray(0, bytes.length - within(change.at)), within(change.at));
      return bytes;
    case 'number': {
      const at = Math.min(within(change.at), bytes.length - 4);
      if (change.bigEndian) bytes.writeUInt32BE(change.value, at);
      else bytes.writeUInt32LE(change.value, at);
      return bytes;
    }
    case 'truncate':
      return Buffer.from(bytes.subarray(0, within(change.at)));
    case 'remove':
    case 'repeat': {
      const [start, end] = [within(change.at), within(change.at) + change.length];
      const stretch = bytes.subarray(start, end);
      const times = change.kind === 'remove' ? 0 : REPEATS;
      return Buffer.concat([
        bytes.subarray(0, start),
        ...Array<Buffer>(times).fill(stretch),
        bytes.subarray(end),
      ]);
    }
    case 'splice': {
      const other = pick(change.other);
      return Buffer.concat([
        bytes.subarray(0, within(change.at)),
        other.subarray(within(change.from, other)),
      ]);
    }
  }
}
