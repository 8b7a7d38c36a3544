import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, it } from 'vitest';
import { datasetDir, findLabelledClips } from '../../../../model/data/labelled-clips.js';

describe('findLabelledClips', () => {
  it('finds labelled sounds, in the order of their ids', async () => {
    const root = await mkdtemp(join(tmpdir(), 'overtone-corpora-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    for (const name of ['tess/OAF_sad/OAF_b_sad.flac', 'sad/x.wav', 'sad/notes.txt', 'tess/README.md']) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), '');
    }
    const clips = await findLabelledClips(root);
    expect(clips?.map(({ id }) => id)).toEqual(['sad/x.wav', 'tess/OAF_sad/OAF_b_sad.flac']);
    expect(clips?.[0]?.file).toBe(join(root, 'sad', 'x.wav'));
  });

  it('says that there is no such folder', async () => {
    expect(await findLabelledClips(join(tmpdir(), 'overtone-no-such-folder'))).toBeUndefined();
  });
});

it('the corpora lie at DATASET_DIR, or beside the repository', () => {
  expect(datasetDir({ DATASET_DIR: 'somewhere' })).toBe(resolve('somewhere'));
  expect(datasetDir({})).toBe(resolve('..', 'shared', 'corpora'));
});
