import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openClipStore } from '../../src/store/clip-store.js';
import { GUILD, LIMITS } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { hasS3, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import { tempDir } from '../helpers/temp-dir.js';

useS3Keys();

describe.skipIf(!hasS3)('a removal while S3 is away (skips where versitygw is not installed)', () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await launchS3();
  });
  afterAll(() => s3.stop());

  it.each([
    ['refuses', () => s3.kill(), () => s3.start()],
    [
      'is silent',
      () => Promise.resolve(process.kill(s3.pid(), 'SIGSTOP')),
      () => Promise.resolve(process.kill(s3.pid(), 'SIGCONT')),
    ],
  ])('is pending soon where S3 %s, and done once it is back', async (_how, away, back) => {
    const dataDir = await tempDir();
    const clipsUrl = await s3.newBucket();
    const faults: unknown[] = [];
    const onFault = (error: unknown) => void faults.push(error);
    const store = await openClipStore({
      dataDir,
      indexUrl: sqliteIn(dataDir),
      clipsUrl,
      limits: LIMITS,
      onFault,
    });
    onTestFinished(() => store.close());
    const clips = [await addClip(store), await addClip(store), await addClip(store)];
    await away();
    const start = performance.now();
    expect(await store.removeMany(GUILD, { uploaderId: clips[0]!.uploaderId })).toEqual({
      clips: 3,
      pending: 3,
    });
    expect(performance.now() - start).toBeLessThan(8000);
    expect(faults).not.toEqual([]);
    expect(await store.get(GUILD, clips[0]!.id)).toBeUndefined();
    await back();
    expect(await store.removeMany(GUILD, { uploaderId: clips[0]!.uploaderId })).toEqual({
      clips: 3,
      pending: 0,
    });
    expect(await filesUnder(s3.folderOf(clipsUrl))).toEqual([]);
  });
});
