import { describe, expect, it } from 'vitest';
import type { CorpusClip } from '../../../../model/data/labelled-clips.js';
import { baselineAnswers } from '../../../../model/evaluation/baseline.js';
import { fuse, memberSets, type Answer } from '../../../../model/evaluation/answers.js';
import { reportOf, scoreDomain } from '../../../../model/evaluation/domain.js';
import {
  answerAmong,
  foldPlans,
  nestedFusions,
  scoreFolds,
  type FoldAnswers,
} from '../../../../model/evaluation/folds.js';
import { fitFusion, fuseAnswers } from '../../../../model/evaluation/fusion.js';
import { referencePlan, transferPlans } from '../../../../model/evaluation/transfer.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { RECIPE } from '../../../../model/recipe.js';
import { FOLD_NAMES, RAVDESS_FOLDS } from '../../../../model/data/split.js';
import { EMOTIONS } from '../../../../src/domain/emotions.js';

const row = (index: number, value: number): Float64Array =>
  Float64Array.from(EMOTIONS, (_, k) => (k === index ? value : 0));

/** An answer of three seeds, all alike. */
const answer = (
  clip: number,
  truth: number,
  spectrogram: Float64Array,
  statistics = spectrogram,
): Answer => ({
  clip,
  truth,
  logits: {
    spectrogram: RECIPE.seeds.map(() => spectrogram),
    statistics: RECIPE.seeds.map(() => statistics),
  },
});

/** Every actor of RAVDESS says each emotion once, in both intensities. */
const clips = Object.values(RAVDESS_FOLDS)
  .flat()
  .flatMap((actor) =>
    EMOTIONS.flatMap((emotion, e) =>
      ['01', '02'].map((intensity): CorpusClip => ({
        corpus: 'ravdess',
        channel: 'speech',
        emotion,
        speaker: `ravdess-${actor}`,
        file: '',
        id: `ravdess/speech/Actor_${actor}/03-01-0${e + 1}-${intensity}-01-01-${actor}.flac`,
      })),
    ),
  );

/** Held-out answers: right, but for one clip in `every`, which is called neutral. */
const heldOut = (every: number): FoldAnswers[] =>
  FOLD_NAMES.map((fold) => ({
    fold,
    answers: [...clips.entries()]
      .filter(([, { speaker }]) => (RAVDESS_FOLDS[fold] as readonly string[]).includes(speaker.slice(-2)))
      .map(([i, { emotion }]) => {
        const truth = EMOTIONS.indexOf(emotion);
        return answer(i, truth, row(i % every === 0 ? 0 : truth, 3));
      }),
  }));

const score = (answers: FoldAnswers[]) => scoreFolds(answers, EMOTIONS, nestedFusions(answers));

describe('fusion', () => {
  it('adds the mean of one kind of network and a weight times that of the other', () => {
    const members = {
      spectrogram: [row(0, 1), row(0, 3), row(1, 99)],
      statistics: [row(2, 2), row(2, 4), row(1, 99)],
    };
    expect([...fuse(members, [0, 1], 0.5)]).toEqual([2, 0, 1.5, 0, 0, 0, 0, 0]);
  });

  it('sets of members are neighbours in a ring', () => {
    expect(memberSets(3, 2)).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
  });

  it('leans on the networks that are right', () => {
    const random = createRandom('fusion');
    const answers = Array.from({ length: 400 }, (_, i) => {
      const truth = i % 8;
      const noise = Float64Array.from(EMOTIONS, () => random.normal(0, 2));
      return answer(i, truth, noise, row(truth, 2));
    });
    const { statisticsWeight, sharpness } = fitFusion(answers, [0]);
    expect(statisticsWeight).toBeGreaterThan(1);
    const fused = fuseAnswers(answers, [0], { statisticsWeight, sharpness });
    expect(
      fused.every(({ probabilities }) => Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-9),
    ).toBe(true);
  });

  it('no fold has a say in how it is put together itself', () => {
    const own = heldOut(5);
    const others = heldOut(5).map(({ fold, answers }) =>
      fold === 'A'
        ? { fold, answers: answers.map((each) => ({ ...each, truth: (each.truth + 1) % 8 })) }
        : { fold, answers },
    );
    const [a, b] = [nestedFusions(own)[0]!.ofFold, nestedFusions(others)[0]!.ofFold];
    expect(b.A).toEqual(a.A);
    expect(b.B).not.toEqual(a.B);
  });
});

describe('scores', () => {
  it('recall of folds, over seeds that agree', () => {
    const { folds, mean, spread } = score(heldOut(1e9));
    expect(Object.keys(folds)).toEqual(['A', 'B', 'C', 'D']);
    // Clip 0 is neutral anyway.
    expect(mean).toBe(1);
    expect(spread).toBe(0);
  });

  it('a domain in every detail', () => {
    const answers = heldOut(4);
    const baseline = score(answers);
    const result = scoreDomain('speech', clips, answers, nestedFusions(answers), baseline);
    expect(result.clips).toBe(320);
    expect(result.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(320);
    const rights = result.confusion.reduce((sum, counts, k) => sum + counts[k]!, 0);
    expect(result.accuracy).toBeCloseTo(rights / 320, 9);
    expect(result.perSpeaker).toHaveLength(20);
    expect(result.perSpeaker.find(({ speaker }) => speaker === 'ravdess-02')).toMatchObject({
      sex: 'female',
      fold: 'A',
    });
    expect(result.perGroup.map(({ group, clips: count }) => [group, count])).toEqual([
      ['female', 160],
      ['male', 160],
      ['normal intensity', 160],
      ['strong intensity', 160],
    ]);
    // Each fourth clip is of normal intensity.
    expect(result.perGroup[3]!.recall).toBe(1);
    expect(result.perGroup[2]!.recall).toBeLessThan(0.7);
  });

  it('precision, recall and F1', () => {
    const [first, second] = reportOf([
      [3, 1],
      [2, 4],
    ]);
    expect(first).toMatchObject({ precision: 0.6, recall: 0.75, clips: 4 });
    expect(first!.f1).toBeCloseTo(2 / 3, 9);
    expect(second!.f1).toBeCloseTo((2 * 0.8 * (2 / 3)) / (0.8 + 2 / 3), 9);
    expect(reportOf([[0, 2]])[0]!.f1).toBe(0);
  });

  it('an answer is one of the emotions that can be', () => {
    expect(answerAmong(Float64Array.of(0.5, 0.3, 0.2, 0, 0, 0, 0, 0), ['calm', 'happy'])).toBe(1);
  });

  it('the baseline tells apart what lies apart', () => {
    const random = createRandom('baseline');
    const rows = clips.map(({ emotion }) =>
      Float32Array.from(
        { length: 40 },
        (_, k) => (k === EMOTIONS.indexOf(emotion) ? 5 : 0) + random.normal(0, 1),
      ),
    );
    const indices = [...clips.keys()];
    const split = { train: indices.slice(0, 200), test: indices.slice(200) };
    const answers = baselineAnswers(clips, rows, split, EMOTIONS);
    const right = answers.filter((k, i) => EMOTIONS[k] === clips[split.test[i]!]!.emotion).length;
    expect(right / answers.length).toBeGreaterThan(0.9);
    // Emotions that it was not trained on are never answered.
    const without = split.train.filter((i) => clips[i]!.emotion !== 'calm');
    expect(baselineAnswers(clips, rows, { ...split, train: without }, EMOTIONS)).not.toContain(1);
  });
});

describe('plans', () => {
  const other = (corpus: 'nemo' | 'tess', emotion: CorpusClip['emotion']): CorpusClip => ({
    corpus,
    channel: 'speech',
    emotion,
    speaker: `${corpus}-X`,
    file: '',
    id: `${corpus}/x`,
  });
  const all = [...clips, other('nemo', 'sad'), other('tess', 'sad'), other('tess', 'disgust')];

  it('a fold is trained on everyone but its own speakers', () => {
    for (const [f, { train, watch }] of foldPlans(all).entries()) {
      const held = new Set(watch.map((i) => all[i]!.speaker));
      expect(held.size).toBe(Object.values(RAVDESS_FOLDS)[f]!.length);
      expect(train.some((i) => held.has(all[i]!.speaker))).toBe(false);
      // TESS is left out.
      expect(train.length + watch.length).toBe(all.length - 2);
    }
  });

  it('across corpora nothing that is tested was trained on', () => {
    const plans = transferPlans(all);
    expect(plans).toHaveLength(3);
    for (const { train, test: tested } of plans) {
      const corpora = new Set(tested.map((i) => all[i]!.corpus));
      expect(corpora.size).toBe(1);
      expect(train.some((i) => corpora.has(all[i]!.corpus))).toBe(false);
    }
    expect(transferPlans(clips)).toEqual([]);
  });

  it('the reference protocol holds a fifth out at random, the same each time', () => {
    const { train, test: tested } = referencePlan(all);
    expect(tested).toHaveLength(Math.round((320 + 2) / 5));
    expect(new Set([...train, ...tested]).size).toBe(322);
    expect(referencePlan(all)).toEqual(referencePlan(all));
  });
});
