import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Clip } from '../../src/domain/clip.js';
import { UserError } from '../../src/domain/errors.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { writeZip } from '../../src/archive/write-zip.js';
import { createLocalDetector } from '../../src/detector/local-detector.js';
import { createUseCases, type UseCases } from '../../src/usecases/use-cases.js';
import { LIMITS, RULES } from '../helpers/builders.js';
import { fakeAnalyser, fakeDecoder, fakeDownloader } from '../helpers/fakes.js';
import { runs } from '../helpers/soak.js';
import { ASKED, openElsewhere, type Elsewhere } from './elsewhere.js';
import { Model, type ModelClip } from './isolation-model.js';

/** Three servers that share their members, and clips whose names are alike. */
const GUILDS = ['200000000000000001', '200000000000000002', '200000000000000003'];
const MEMBERS = ['300000000000000001', '300000000000000002', '300000000000000003'];
const NAMES = ['voice', 'Voice', 'my voice', '../../200000000000000001', '%'];

const ENGINES = {
  memory: () => 'memory:',
  SQLite: (dataDir: string) => `sqlite://${join(dataDir, 'index.sqlite')}`,
};

const guildId = fc.constantFrom(...GUILDS);
const userId = fc.constantFrom(...MEMBERS);
/** One of all clips that there ever were on any server, by its number; their ids are not known beforehand. */
const anyClip = fc.nat(50);
/** What is said where a clip is asked for: the id of any clip, whose ever it is or was, or a name. */
const clipRef = fc.oneof(
  anyClip.map((idOf) => ({ idOf })),
  fc.constantFrom(...NAMES, '', '*').map((name) => ({ name })),
);

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('upload' as const), guildId, userId, name: clipRef }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('save from a message' as const),
      guildId,
      userId,
      authorId: userId,
      mayManageMessages: fc.boolean(),
      title: fc.constantFrom(...NAMES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('ask elsewhere' as const),
      where: fc.constantFrom('direct messages', 'a conversation', ...GUILDS),
      userId,
      ask: fc.constantFrom(...ASKED),
      clipRef,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      guildId,
      uploaderId: fc.option(userId, { nil: undefined }),
      emotion: fc.constantFrom(undefined, 'happy' as const, 'sad' as const),
      name: fc.constantFrom(undefined, 'VOI', '%'),
      page: fc.nat(3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('search' as const),
      guildId,
      typed: fc.constantFrom('', 'voi', 'MY', '/', '%', '_'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('detect' as const, 'play' as const), guildId, clipRef }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('forget' as const, 'data' as const), guildId, userId }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('label' as const),
      guildId,
      userId,
      clipRef,
      label: fc.constantFrom('sad' as const, 'none' as const, undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('rename' as const),
      guildId,
      userId,
      mayManageMessages: fc.boolean(),
      clipRef,
      name: fc.constantFrom(...NAMES, 'renamed'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('delete' as const, 'may delete' as const),
      guildId,
      userId,
      mayManageMessages: fc.boolean(),
      clipRef,
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const outcome = <T>(work: Promise<T>): Promise<T | string> =>
  work.catch((error: unknown) => {
    if (error instanceof UserError) return error.code;
    throw error;
  });

/** Does a step for real and in the model, and compares what came of it. */
async function take(taken: Step, useCases: UseCases, model: Model, elsewhere: Elsewhere): Promise<void> {
  const said = (what: { idOf: number } | { name: string }) =>
    'name' in what ? what.name : (model.everUploaded(what.idOf)?.id ?? 'voice');
  const found = (clip: ModelClip | undefined) => clip?.id ?? 'CLIP_NOT_FOUND';
  switch (taken.do) {
    case 'upload': {
      const name = said(taken.name) || 'voice';
      const url = `https://cdn.example/${model.uploads}`;
      const attachment = { url, fileName: 'a.ogg', bytes: 1, mediaType: 'audio/ogg' };
      const { id } = await useCases.uploadClip({ ...taken, uploaderId: taken.userId, attachment, name });
      model.add({ id, guildId: taken.guildId, uploaderId: taken.userId, name, content: url });
      return;
    }
    case 'save from a message': {
      const { title, authorId, ...by } = taken;
      const url = `https://cdn.example/${model.uploads}`;
      const attachment = { url, fileName: 'a.ogg', title, bytes: 1, mediaType: 'audio/ogg' };
      const candidates = [{ attachment, likelihood: 'likely' as const }];
      const saved = await outcome(useCases.saveSounds({ ...by, authorId, candidates }));
      const maySave = by.mayManageMessages || by.userId === authorId;
      if (typeof saved === 'string') expect([saved, maySave]).toEqual(['NOT_YOUR_MESSAGE', false]);
      else {
        const [sound] = saved.sounds;
        expect(sound).toMatchObject({ found: { name: title, uploaderId: authorId } });
        expect(maySave).toBe(true);
        const { id } = (sound as { found: Clip }).found;
        model.add({ id, guildId: by.guildId, uploaderId: authorId, name: title, content: url });
      }
      return;
    }
    case 'ask elsewhere': {
      const clipRef = said(taken.clipRef) || 'voice';
      const { text, onlyForAsker } = await elsewhere.ask({ ...taken, clipRef }, useCases);
      expect(onlyForAsker).toBe(true);
      if (taken.ask === 'detect audio') expect(text).toContain('happy');
      else expect(text).toBe(taken.ask === 'suggest' ? '' : new UserError('SERVER_ONLY').message);
      return;
    }
    case 'list': {
      const listed = await useCases.listClips(taken);
      expect({ ...listed, clips: listed.clips.map(({ id }) => id) }).toEqual(model.list(taken));
      return;
    }
    case 'search': {
      const suggested = await useCases.suggestClips(taken);
      expect(suggested.map(({ id }) => id)).toEqual(model.search(taken.guildId, taken.typed));
      return;
    }
    case 'detect': {
      const asked = { guildId: taken.guildId, clipRef: said(taken.clipRef) };
      const detected = await outcome(useCases.detectClip(asked));
      const expected = model.find(asked.guildId, asked.clipRef);
      expect(typeof detected === 'string' ? detected : detected.clip.id).toBe(found(expected));
      if (expected && typeof detected !== 'string') expected.emotion = detected.detection.emotion;
      return;
    }
    case 'play': {
      const asked = { guildId: taken.guildId, clipRef: said(taken.clipRef) };
      const playable = await outcome(useCases.playClip({ ...asked, maxBytes: 1e6 }));
      const expected = model.find(asked.guildId, asked.clipRef);
      if (typeof playable === 'string') expect(playable).toBe(found(expected));
      else expect(await readFile(playable.path, 'utf8')).toBe(expected?.content);
      return;
    }
    case 'label': {
      const request = { ...taken, clipRef: said(taken.clipRef) };
      const expected = model.find(request.guildId, request.clipRef);
      const mayLabel = expected?.uploaderId === taken.userId;
      const done = await outcome(useCases.labelClip(request));
      if (expected && !mayLabel) expect(done).toBe('NOT_YOUR_LABEL');
      else expect(typeof done === 'string' ? done : done.id).toBe(found(expected));
      if (expected && mayLabel) expected.label = taken.label;
      return;
    }
    case 'rename': {
      const request = { ...taken, clipRef: said(taken.clipRef) };
      const expected = model.find(request.guildId, request.clipRef);
      const mayRename = taken.mayManageMessages || expected?.uploaderId === taken.userId;
      const done = await outcome(useCases.renameClip.rename(request));
      if (expected && !mayRename) expect(done).toBe('NOT_YOUR_CLIP');
      else expect(typeof done === 'string' ? done : done.clip.id).toBe(found(expected));
      if (expected && mayRename) expected.name = taken.name;
      return;
    }
    case 'data': {
      const part = await useCases.handOverData({ ...taken, maxBytes: 1e6 });
      const told = (part ? JSON.parse(new TextDecoder().decode(part.json)) : { clips: [] }) as {
        clips: { id: string; name: string; label?: string }[];
      };
      const own = model.of(taken.guildId, taken.userId);
      const facts = (clips: { id: string; name: string; label?: string | undefined }[]) =>
        clips.map(({ id, name, label }) => `${id} ${name} ${label}`).sort();
      expect(facts(told.clips)).toEqual(facts(own));
      await part?.release();
      return;
    }
    case 'forget': {
      const own = model.of(taken.guildId, taken.userId);
      expect(await useCases.forgetMember.forget(taken)).toEqual({ clips: own.length, pending: 0 });
      for (const clip of own) model.remove(clip);
      return;
    }
    case 'delete':
    case 'may delete': {
      const { do: what, ...by } = taken;
      const request = { ...by, clipRef: said(taken.clipRef) };
      const expected = model.find(request.guildId, request.clipRef);
      const mayDelete = by.mayManageMessages || expected?.uploaderId === by.userId;
      const done = await outcome(
        what === 'delete'
          ? useCases.deleteClip.remove(request).then(({ clip }) => clip)
          : useCases.deleteClip.check(request),
      );
      if (expected && !mayDelete) expect(done).toBe('NOT_YOUR_CLIP');
      else expect(typeof done === 'string' ? done : done.id).toBe(found(expected));
      if (expected && mayDelete && what === 'delete') model.remove(expected);
    }
  }
}

let elsewhere: Elsewhere;
let journalDir: string;
beforeAll(async () => {
  journalDir = await mkdtemp(join(tmpdir(), 'isolation-'));
  elsewhere = await openElsewhere(journalDir, MEMBERS);
});
afterAll(async () => {
  await elsewhere.close();
  await rm(journalDir, { recursive: true });
});

it.each(Object.entries(ENGINES))(
  'members see their own server’s clips alone, whatever they do, over %s',
  async (_engine, indexUrl) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const dataDir = await mkdtemp(join(tmpdir(), 'isolation-'));
        const store = await openClipStore({ dataDir, indexUrl: indexUrl(dataDir), limits: LIMITS });
        try {
          const codec = fakeDecoder(1);
          const downloader = fakeDownloader();
          const useCases = createUseCases({
            store,
            downloader,
            decoder: codec,
            encoder: codec,
            writeZip,
            detector: createLocalDetector({
              sounds: store,
              downloader,
              decoder: codec,
              analyser: fakeAnalyser(),
              maxClipSec: LIMITS.maxClipSec,
            }),
            rules: RULES,
          });
          const model = new Model();
          for (const taken of steps) await take(taken, useCases, model, elsewhere);
          for (const guild of GUILDS) {
            const files = await readdir(join(dataDir, 'clips', guild)).catch(() => []);
            expect(files.sort()).toEqual(
              model
                .ids(guild)
                .map((id) => `${id}.ogg`)
                .sort(),
            );
          }
          expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
        } finally {
          await store.close();
          await rm(dataDir, { recursive: true });
        }
      }),
      { numRuns: runs({ short: 25, long: 1000 }) },
    );
  },
);
