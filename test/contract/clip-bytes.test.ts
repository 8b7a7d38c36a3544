import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { ClipBytes } from '../../src/store/clips/clip-bytes.js';
import { clipPath, newId } from '../../src/store/clips/clip-path.js';
import { openClips } from '../../src/store/clips/open-clips.js';
import { tempFileIn } from '../../src/store/temp-files.js';
import { GUILD, OTHER_GUILD } from '../helpers/builders.js';
import { hasS3, S3_KEYS, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import { tempDir } from '../helpers/temp-dir.js';

const KEEPERS = [{ name: 'a folder' }, { name: 'a bucket of S3', absent: !hasS3 }];

useS3Keys();
let s3: S3Server | undefined;
beforeAll(async () => {
  if (hasS3) s3 = await launchS3();
});
afterAll(async () => {
  await s3?.stop();
});

async function open(name: string) {
  const url = name === 'a folder' ? `file:${await tempDir()}` : await s3!.newBucket();
  return { url, ...(await openAt(url)) };
}

async function openAt(url: string) {
  const folder = await tempDir();
  const clips = await openClips(url);
  onTestFinished(() => {
    clips.close();
  });
  const newTempFile = () => tempFileIn(folder);
  const received = () => readdir(folder);
  /** Puts bytes where a clip's are. */
  const put = async (content: string | Buffer, guildId = GUILD) => {
    const file = newTempFile();
    await writeFile(file.path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const clip = { path: clipPath(guildId, newId(), 'ogg'), bytes: Buffer.byteLength(content), sha256 };
    await clips.put(file, clip);
    return clip;
  };
  return { clips, newTempFile, put, received };
}

async function pathsOf(clips: ClipBytes): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of clips.all()) paths.push(path);
  return paths.sort();
}

describe.for(KEEPERS)('clips’ bytes in $name, where it is installed', ({ name, absent }) => {
  beforeEach((context) => {
    context.skip(absent ?? false, 'versitygw is not installed');
  });

  it('are there as they were received, until they are removed', async () => {
    const { clips, put, newTempFile, received } = await open(name);
    const clip = await put('its bytes');
    expect(await received()).toEqual([]);
    const borrowed = await clips.borrow(clip, newTempFile);
    expect(await readFile(borrowed.path, 'utf8')).toBe('its bytes');
    await borrowed.drop();
    expect(await received()).toEqual([]);
    expect(Math.abs(Date.now() - (await clips.modifiedAt(clip.path))!)).toBeLessThan(60_000);

    await clips.remove(clip.path);
    await clips.remove(clip.path);
    expect(await clips.modifiedAt(clip.path)).toBeUndefined();
    await expect(clips.borrow(clip, newTempFile)).rejects.toMatchObject({ code: 'CLIP_FILE_MISSING' });
    expect(await received()).toEqual([]);
  });

  it('are refused where there is no file to read', async () => {
    const { clips, newTempFile } = await open(name);
    const clip = { path: clipPath(GUILD, newId(), 'ogg'), bytes: 5, sha256: 'ab'.repeat(32) };
    await expect(clips.put(newTempFile(), clip)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await pathsOf(clips)).toEqual([]);
  });

  it('may be many megabytes', async () => {
    const { clips, put, newTempFile } = await open(name);
    const content = randomBytes(25 * 1024 * 1024);
    const borrowed = await clips.borrow(await put(content), newTempFile);
    expect((await readFile(borrowed.path)).equals(content)).toBe(true);
  });

  it('are found, all of them, and nothing else', async () => {
    const { clips, put, url } = await open(name);
    const added = [];
    for (const guildId of [GUILD, OTHER_GUILD, GUILD]) added.push((await put('x', guildId)).path);
    const folder = url.startsWith('file:') ? url.slice('file:'.length) : s3!.folderOf(url);
    await writeFile(join(folder, 'clips', GUILD, 'holiday.ogg'), 'somebody’s');
    await writeFile(join(folder, 'clips', 'notes.txt'), 'somebody’s');
    expect(await pathsOf(clips)).toEqual(added.sort());
  });

  it('carry the id of their store', async () => {
    const { clips } = await open(name);
    expect(await clips.readStoreId()).toBeUndefined();
    await clips.writeStoreId('an-id');
    expect(await clips.readStoreId()).toBe('an-id');
    expect(await pathsOf(clips)).toEqual([]);
  });
});

describe('clips’ bytes in a folder', () => {
  it('leave no empty folder of a server', async () => {
    const { clips, put, url } = await open('a folder');
    const [one, two] = [await put('one'), await put('two')];
    const folder = join(url.slice('file:'.length), 'clips', GUILD);
    await clips.remove(one.path);
    expect(existsSync(folder)).toBe(true);
    await clips.remove(two.path);
    expect(existsSync(folder)).toBe(false);
  });

  it.skipIf(!existsSync('/dev/shm'))('may come from another disk (skips without /dev/shm)', async () => {
    const base = join('/dev/shm', `overtone-${newId()}`);
    onTestFinished(() => rm(base, { recursive: true }));
    await mkdir(base);
    const { clips, put, newTempFile, received } = await openAt(`file:${base}`);
    const borrowed = await clips.borrow(await put('from afar'), newTempFile);
    expect(await readFile(borrowed.path, 'utf8')).toBe('from afar');
    expect(await received()).toEqual([]);
    expect(await readdir(join(base, 'arriving'))).toEqual([]);
  });
});

describe.skipIf(!hasS3)('clips’ bytes in a bucket of S3 (skips where versitygw is not installed)', () => {
  it('are refused, and nothing kept, when they changed on the way there', async () => {
    const { clips, newTempFile } = await open('S3');
    const file = newTempFile();
    await writeFile(file.path, 'damaged');
    const sha256 = createHash('sha256').update('as it was').digest('hex');
    const path = clipPath(GUILD, newId(), 'ogg');
    await expect(clips.put(file, { path, bytes: 7, sha256 })).rejects.toThrow();
    expect(await pathsOf(clips)).toEqual([]);
    expect(await readFile(file.path, 'utf8')).toBe('damaged');
  });

  it('are not handed out when they changed meanwhile', async () => {
    const { clips, put, newTempFile, received, url } = await open('S3');
    const clip = await put('as it was');
    await writeFile(join(s3!.folderOf(url), clip.path), 'has been');
    await expect(clips.borrow(clip, newTempFile)).rejects.toThrow(/are not those that were uploaded/);
    expect(await received()).toEqual([]);
  });

  it('are borrowed no further once nobody waits', async () => {
    const { clips, put, newTempFile, received } = await open('S3');
    const clip = await put(randomBytes(1024 * 1024));
    const reason = new Error('nobody waits');
    await expect(clips.borrow(clip, newTempFile, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const borrowing = clips.borrow(clip, newTempFile, { signal: stop.signal });
    stop.abort(reason);
    await expect(borrowing).rejects.toBe(reason);
    expect(await received()).toEqual([]);
  });

  it('are found beyond the first thousand', async () => {
    const { clips, url } = await open('S3');
    const folder = join(s3!.folderOf(url), 'clips', GUILD);
    await mkdir(folder, { recursive: true });
    const paths = Array.from({ length: 1234 }, () => clipPath(GUILD, newId(), 'ogg'));
    for (const path of paths) await writeFile(join(s3!.folderOf(url), path), 'x');
    expect(await pathsOf(clips)).toEqual(paths.sort());
  });

  it('share a bucket with others under a prefix', async () => {
    const url = await s3!.newBucket();
    const [one, two] = [url.replace('?', '/one?'), url.replace('?', '/two/deep/?')];
    const [first, second] = [await openAt(one), await openAt(two)];
    const clip = await first.put('of the first');
    expect(await pathsOf(first.clips)).toEqual([clip.path]);
    expect(await pathsOf(second.clips)).toEqual([]);
    await second.clips.writeStoreId('b');
    expect(await first.clips.readStoreId()).toBeUndefined();
  });

  it('wait for a server that is away for a moment', async () => {
    const { clips, put, newTempFile } = await open('S3');
    const clip = await put('still there');
    await s3!.kill();
    await expect(clips.borrow(clip, newTempFile)).rejects.toThrow();
    await s3!.start();
    const borrowed = await clips.borrow(clip, newTempFile);
    expect(await readFile(borrowed.path, 'utf8')).toBe('still there');
  });

  it('say why they cannot be had', async () => {
    const url = await s3!.newBucket();
    const why = (to: string) =>
      openClips(to).catch((error: unknown) => (error as { cause: Error }).cause.message);
    expect(await why(url.replace('bucket-', 'nobodys-'))).toMatch(/nobodys-\d+, which is not there: make it/);
    expect(await why('s3://bucket?endpoint=http://127.0.0.1:9')).toMatch(
      /cannot be reached: check its address/,
    );
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
    onTestFinished(() => void Object.assign(process.env, S3_KEYS));
    expect(await why(url)).toMatch(/may not be used: check AWS_ACCESS_KEY_ID/);
  });
});
