import { describe, expect, it } from 'vitest';
import { UserError, type ErrorCode } from '../../../src/domain/errors.js';
import { createDetectSounds } from '../../../src/usecases/detect-sounds.js';
import { MAX_SOUNDS, type SoundCandidate } from '../../../src/usecases/each-sound.js';
import { detection, GUILD } from '../../helpers/builders.js';

/** A candidate that holds a sound, or is refused with a code, as its address says. */
const candidate = (
  name: string,
  what: 'sound' | ErrorCode | 'bug' = 'sound',
  likelihood: SoundCandidate['likelihood'] = 'likely',
): SoundCandidate => ({
  attachment: { url: what, fileName: name, bytes: 1, mediaType: 'audio/ogg' },
  likelihood,
});

/** What came of each, by name, and which were listened to. */
async function hear(candidates: readonly SoundCandidate[], signal?: AbortSignal) {
  const tried: string[] = [];
  const detectSounds = createDetectSounds(({ attachment: { url, fileName } }) => {
    tried.push(fileName);
    if (url === 'sound') return Promise.resolve(detection());
    return Promise.reject(url === 'bug' ? new TypeError('a bug') : new UserError(url as ErrorCode));
  });
  const { sounds, leftOut } = await detectSounds({ fairnessKey: GUILD, candidates, signal });
  const heard = sounds.map(({ attachment, ...came }) => [
    attachment.fileName,
    'found' in came ? came.found.emotion : came.error.code,
  ]);
  return { heard, leftOut, tried };
}

const several = (count: number, what?: 'sound' | ErrorCode) =>
  Array.from({ length: count }, (_, i) => candidate(`${i}`, what));

describe('the sounds of a message', () => {
  it('are all answered, in their order', async () => {
    const { heard, leftOut } = await hear(several(3));
    expect(heard).toEqual([
      ['0', 'happy'],
      ['1', 'happy'],
      ['2', 'happy'],
    ]);
    expect(leftOut).toBe(0);
  });

  it('are answered up to a number, and the others not even fetched', async () => {
    const { heard, leftOut, tried } = await hear(several(MAX_SOUNDS + 2));
    expect(heard).toHaveLength(MAX_SOUNDS);
    expect(tried).toHaveLength(MAX_SOUNDS);
    expect(leftOut).toBe(2);
  });

  it('do not lose their place to one that fails', async () => {
    const failing = candidate('broken', 'CLIP_TOO_LONG');
    const { heard, leftOut } = await hear([failing, candidate('bug', 'bug'), ...several(MAX_SOUNDS)]);
    expect(heard.filter(([, came]) => came === 'happy')).toHaveLength(MAX_SOUNDS);
    expect(heard).toContainEqual(['broken', 'CLIP_TOO_LONG']);
    expect(heard).toContainEqual(['bug', 'INTERNAL']);
    expect(leftOut).toBe(0);
  });

  it('are looked for in file after file: a mute video is passed over', async () => {
    const mute = candidate('mute.mp4', 'NOT_AUDIO', 'possible');
    expect((await hear([mute, candidate('voice')])).heard).toEqual([['voice', 'happy']]);
    expect((await hear([mute, candidate('broken.ogg', 'NOT_AUDIO')])).heard).toEqual([
      ['broken.ogg', 'NOT_AUDIO'],
    ]);
  });

  it('are looked for in what seems to be something else only where there is no other', async () => {
    const named = candidate('voice.txt', 'sound', 'unlikely');
    expect((await hear([candidate('voice'), named])).tried).toEqual(['voice']);
    expect((await hear([candidate('mute', 'NOT_AUDIO', 'possible'), named])).heard).toEqual([
      ['voice.txt', 'happy'],
    ]);
  });

  it.each([
    { files: [] },
    { files: [candidate('mute.mp4', 'NOT_AUDIO', 'possible')] },
    { files: [candidate('a.png', 'NOT_AUDIO', 'unlikely'), candidate('b.png', 'CLIP_TOO_BIG', 'unlikely')] },
  ])('may be none: $files', async ({ files }) => {
    await expect(hear(files)).rejects.toMatchObject({ code: 'NO_AUDIO_IN_MESSAGE' });
  });

  it('are no longer waited for once the answer is', async () => {
    const stop = new AbortController();
    stop.abort(new UserError('TIMED_OUT'));
    await expect(hear([candidate('late', 'BUSY')], stop.signal)).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });
});
