import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClipLabel } from '../../../../model/data/clip-name.js';
import { crossSplits, FOLD_NAMES, foldSplit, randomSplit, RAVDESS_FOLDS, speakerSplit } from '../../../../model/data/split.js';

const clip = (speaker: string, channel: ClipLabel['channel'] = 'speech'): ClipLabel => ({
  corpus: 'ravdess',
  channel,
  emotion: 'happy',
  speaker,
});

describe('splits', () => {
  const actors = Object.values(RAVDESS_FOLDS).flat();
  const clips = actors.flatMap((actor) => [
    clip(`ravdess-${actor}`),
    clip(`ravdess-${actor}`, 'song'),
    clip('tess-OAF'),
  ]);
  const speakersOf = (indices: number[]): Set<string> => new Set(indices.map((i) => clips[i]!.speaker));

  it.each(FOLD_NAMES)(
    'fold %s tests the speech of its five actors, and trains on no clip of theirs',
    (fold) => {
      const { train, test: held } = foldSplit(clips, fold);
      expect([...speakersOf(held)].sort()).toEqual(RAVDESS_FOLDS[fold].map((actor) => `ravdess-${actor}`));
      expect(held.every((i) => clips[i]!.channel === 'speech')).toBe(true);
      for (const speaker of speakersOf(held)) expect(speakersOf(train)).not.toContain(speaker);
      expect(train.some((i) => clips[i]!.channel === 'song')).toBe(true);
    },
  );

  it('the folds hold twenty actors, each once, and none of the four that are kept aside', () => {
    expect(new Set(actors).size).toBe(20);
    for (const kept of ['01', '04', '09', '22']) expect(actors).not.toContain(kept);
  });

  it('no speaker is on both sides of any split, every clip is on one, and a seed decides which', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.string(),
        (speakers, share, seed) => {
          const all = speakers.map((speaker) => clip(String(speaker)));
          const { train, test: held } = speakerSplit(all, share, seed);
          const heldSpeakers = new Set(held.map((i) => all[i]!.speaker));
          expect(train.some((i) => heldSpeakers.has(all[i]!.speaker))).toBe(false);
          expect([...train, ...held].sort((a, b) => a - b)).toEqual([...all.keys()]);
          expect(speakerSplit(all, share, seed)).toEqual({ train, test: held });
        },
      ),
    );
  });

  it.each([
    ['speakers', ['a', 'b', 'c', 'd', 'e'], 5],
    ['clips, where there are few speakers', ['a', 'b'], 2],
  ])('without RAVDESS, cross-validation holds whole %s out', (_, speakers, count) => {
    const own = Array.from({ length: 40 }, (_each, i): ClipLabel => ({
      ...clip(speakers[i % count]!),
      corpus: 'folder',
    }));
    const splits = Object.values(crossSplits(own));
    expect(splits).toHaveLength(4);
    expect(splits.flatMap(({ test: held }) => held).sort((a, b) => a - b)).toEqual([...own.keys()]);
    for (const { train, test: held } of splits) {
      expect(train.length + held.length).toBe(40);
      if (count < 4) continue;
      const known = new Set(train.map((i) => own[i]!.speaker));
      expect(held.some((i) => known.has(own[i]!.speaker))).toBe(false);
    }
  });

  it("a part of RAVDESS that lacks whole folds is dealt like anybody's clips", () => {
    const part = ['ravdess-02', 'ravdess-03', 'ravdess-05', 'ravdess-06'].map((speaker) => clip(speaker));
    for (const { test: held } of Object.values(crossSplits(part))) expect(held).toHaveLength(1);
  });

  it('a random split is the same for the same seed and shares no clip', () => {
    const indices = [...clips.keys()];
    const { train, test: held } = randomSplit(indices, 0.2, 'a');
    expect(held).toHaveLength(Math.round(0.2 * clips.length));
    expect([...train, ...held].sort((a, b) => a - b)).toEqual(indices);
    expect(randomSplit(indices, 0.2, 'a')).toEqual({ train, test: held });
    expect(randomSplit(indices, 0.2, 'b')).not.toEqual({ train, test: held });
  });
});
