import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toUserError } from '../../src/domain/errors.js';
import { createUseCases, type UseCases } from '../../src/usecases/use-cases.js';
import { fakeAnalyser, fakeDecoder, fakeDownloader, memoryStore } from '../helpers/fakes.js';
import { runs } from '../helpers/soak.js';

const GUILDS = ['200000000000000001', '200000000000000002', '200000000000000003'];
const MEMBERS = ['300000000000000001', '300000000000000002', '300000000000000003'];
const MODERATOR = MEMBERS[2];
const NAMES = ['hello', 'Hello', '../../etc/passwd', '@everyone', '‮evil', 'x'.repeat(300), '<@1> **b**'];
const RULES = {
  limits: {
    maxClipBytes: 1000,
    maxClipSec: 60,
    maxGuildClips: 5,
    maxGuildBytes: 1e9,
    maxUploadsPerMinute: 1000,
  },
  retentionDays: { clip: undefined, afterLeaving: 30 },
};

const step = fc.record({
  guildId: fc.constantFrom(...GUILDS),
  userId: fc.constantFrom(...MEMBERS),
  what: fc.constantFrom('upload', 'upload', 'detect', 'play', 'delete', 'list', 'own', 'suggest', 'forget'),
  /** Which clip of all that were ever made is asked for, on whatever server: ids can be guessed from other places. */
  clip: fc.nat(50),
  name: fc.constantFrom(...NAMES),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Known {
  id: string;
  guildId: string;
  uploaderId: string;
}

/** What each server should hold, kept by the simplest means. */
class Model {
  readonly ever: Known[] = [];
  private readonly gone = new Set<string>();

  of(guildId: string): Known[] {
    return this.ever.filter((clip) => clip.guildId === guildId && !this.gone.has(clip.id));
  }

  has(guildId: string, id: string): boolean {
    return this.of(guildId).some((clip) => clip.id === id);
  }

  remove(...clips: Known[]): void {
    for (const { id } of clips) this.gone.add(id);
  }
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => toUserError(error).code,
  );

/** Takes one step with the real use cases and with the model, and compares. */
async function take({ guildId, userId, what, clip, name }: Step, useCases: UseCases, model: Model) {
  const target = model.ever[clip % Math.max(1, model.ever.length)];
  const file = target?.id ?? 'nothing';
  const expected = target && model.has(guildId, target.id) ? 'done' : 'CLIP_NOT_FOUND';
  switch (what) {
    case 'upload': {
      const attachment = {
        url: 'https://cdn.example/a.ogg',
        fileName: 'a.ogg',
        bytes: 9,
        mediaType: 'audio/ogg',
      };
      const isFull = model.of(guildId).length >= RULES.limits.maxGuildClips;
      const work = useCases.uploadClip({ guildId, uploaderId: userId, attachment, name });
      expect(await codeOf(work)).toBe(isFull ? 'GUILD_CLIPS_FULL' : 'done');
      if (!isFull) model.ever.push(await work);
      return;
    }
    case 'detect':
      expect(await codeOf(useCases.detectClip({ guildId, file }))).toBe(expected);
      return;
    case 'play':
      expect(await codeOf(useCases.playClip({ guildId, file, maxBytes: 1e9 }))).toBe(expected);
      return;
    case 'delete': {
      const mayManageMessages = userId === MODERATOR;
      const isOurs = mayManageMessages || target?.uploaderId === userId;
      const work = useCases.deleteClip.remove({ guildId, userId, mayManageMessages, file });
      expect(await codeOf(work)).toBe(expected === 'done' && !isOurs ? 'NOT_YOUR_CLIP' : expected);
      if (expected === 'done' && isOurs) model.remove(target!);
      return;
    }
    case 'forget': {
      const own = model.of(guildId).filter(({ uploaderId }) => uploaderId === userId);
      expect(await useCases.forgetMember.forget({ guildId, userId })).toBe(own.length);
      model.remove(...own);
      return;
    }
    case 'suggest': {
      const suggested = await useCases.suggestClips({ guildId, typed: '' });
      expect(suggested.map(({ id }) => id)).toEqual(idsOf(model.of(guildId)));
      return;
    }
    case 'list':
    case 'own': {
      const uploaderId = what === 'own' ? userId : undefined;
      const seen = await useCases.listClips({ guildId, uploaderId, page: 0 });
      const all = model.of(guildId).filter((known) => what !== 'own' || known.uploaderId === userId);
      expect(idsOf(seen.clips, false)).toEqual(idsOf(all));
      expect(seen.total).toBe(all.length);
    }
  }
}

const idsOf = (clips: readonly { id: string }[], turned = true) => {
  const ids = clips.map(({ id }) => id);
  return turned ? ids.reverse() : ids;
};

describe('servers and members', () => {
  it('see and change what is theirs, whatever is tried in whatever order', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { store } = await memoryStore({ maxGuildClips: RULES.limits.maxGuildClips });
        const codec = fakeDecoder(3);
        const useCases = createUseCases({
          store,
          downloader: fakeDownloader(),
          decoder: codec,
          encoder: codec,
          analyser: fakeAnalyser(),
          rules: RULES,
        });
        const model = new Model();
        for (const each of steps) await take(each, useCases, model);
        await store.close();
      }),
      { numRuns: runs({ short: 60, long: 2000 }), seed: 2026 },
    );
  });
});
