import fc from 'fast-check';

/** Ways to damage a file, with all that is needed to do it again. */
export type Mutation =
  | { kind: 'flip'; bits: { at: number; bit: number }[] }
  | { kind: 'cut'; keep: number }
  | { kind: 'splice'; keep: number; other: number; from: number }
  | { kind: 'header'; at: number; words: number[] }
  | { kind: 'repeat'; from: number; length: number; times: number }
  | { kind: 'fill'; at: number; length: number; value: number };

/** A place or a length, as a share of the file. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Numbers at which parsers stumble. */
const word = fc.oneof(
  fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x7fff, 0xffff),
  fc.nat(0xffffffff),
);

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    bits: fc.array(fc.record({ at: share, bit: fc.nat(7) }), { minLength: 1, maxLength: 64 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), keep: share }),
  fc.record({ kind: fc.constant('splice' as const), keep: share, other: fc.nat(99), from: share }),
  fc.record({
    kind: fc.constant('header' as const),
    at: fc.double({ min: 0, max: 0.1, noNaN: true }),
    words: fc.array(word, { minLength: 1, maxLength: 16 }),
  }),
  fc.record({
    kind: fc.constant('repeat' as const),
    from: share,
    length: share,
    times: fc.integer({ min: 2, max: 50 }),
  }),
  fc.record({ kind: fc.constant('fill' as const), at: share, length: share, value: fc.nat(255) }),
);

/**
 * Damages a copy of a file.
 *
 * @param others - Files that a splice may go on with.
 */
export function mutate(file: Buffer, how: Mutation, others: readonly Buffer[]): Buffer {
  const at = (part: number, { length } = file) => Math.floor(part * Math.max(0, length - 1));
  switch (how.kind) {
    case 'cut':
      return file.subarray(0, at(how.keep));
    case 'splice': {
      const other = others[how.other % others.length]!;
      return Buffer.concat([file.subarray(0, at(how.keep)), other.subarray(at(how.from, other))]);
    }
    case 'repeat': {
      const from = at(how.from);
      const piece = file.subarray(
        from,
        Math.min(from + Math.ceil((how.length * file.length) / 10), file.length),
      );
      return Buffer.concat([
        file.subarray(0, from),
        ...Array<Buffer>(how.times).fill(piece),
        file.subarray(from),
      ]);
    }
    case 'flip': {
      const copy = Buffer.from(file);
      for (const { at: where, bit } of how.bits) copy[at(where)]! ^= 1 << bit;
      return copy;
    }
    case 'header': {
      const copy = Buffer.from(file);
      how.words.forEach((value, i) => {
        const offset = at(how.at) + 4 * i;
        if (offset + 4 <= copy.length) copy.writeUInt32LE(value, offset);
      });
      return copy;
    }
    case 'fill': {
      const copy = Buffer.from(file);
      const from = at(how.at);
      return copy.fill(how.value, from, Math.min(copy.length, from + at(how.length) + 1));
    }
  }
}
