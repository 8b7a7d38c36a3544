import { describe, expect, it } from 'vitest';
import type { Clip, Label } from '../../../src/domain/clip.js';
import { agreementOf } from '../../../src/usecases/agreement.js';
import { agreementTable } from '../../../src/views/agreement-table.js';
import { clip, detection } from '../../helpers/builders.js';

/** Clips of so many people, one each. */
const clipsOf = (people: number, label: Label | undefined, given = detection()): Clip[] =>
  Array.from({ length: people }, (_, i) => ({
    ...clip({ uploaderId: `30000000000000000${i}`, detection: given }),
    ...(label && { label }),
  }));

// eslint-disable-next-line @typescript-eslint/require-await -- It stands for a store.
async function* each(clips: Clip[]): AsyncGenerator<Clip> {
  yield* clips;
}

describe('agreement', () => {
  it('is counted by emotion and certainty; who has heard nothing agrees with nothing', async () => {
    const unsure = detection({ confidence: 'unsure' });
    const clips = [
      ...clipsOf(6, 'happy'),
      ...clipsOf(1, 'sad'),
      ...clipsOf(1, 'none'),
      ...clipsOf(9, undefined),
      ...clipsOf(5, 'sad', unsure),
    ];
    const { groups, isPartial } = await agreementOf(each(clips));
    expect(groups).toEqual([
      { emotion: 'happy', confidence: 'sure', labels: 8, agreed: 6 },
      { emotion: 'happy', confidence: 'unsure', labels: 5, agreed: 0 },
    ]);
    expect(isPartial).toBe(false);
    expect(agreementTable(groups)).toMatch(/Happy.*sure.*8.*75 %/);
  });

  it('leaves out groups of few people, however much these have said', async () => {
    const loud = Array.from({ length: 9 }, () => clipsOf(4, 'happy')).flat();
    expect(await agreementOf(each(loud))).toEqual({ groups: [], isPartial: true });
    expect(await agreementOf(each([]))).toEqual({ groups: [], isPartial: false });
  });
});
