import { UserError } from './errors.js';

/**
 * Works with a clip's bytes, which its deletion may take away at any moment: what fails once the clip has gone fails since
 * there is no such clip.
 *
 * @param find - The clip; `undefined` once it has gone.
 * @throws UserError `CLIP_NOT_FOUND`, and what `work` throws as long as the clip is there, or nobody can tell.
 */
export async function unlessDeleted<T>(
  find: () => Promise<unknown>,
  work: () => Promise<T>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted) throw error;
    const isThere = await find().then(
      (clip) => clip !== undefined,
      () => true,
    );
    throw isThere ? error : new UserError('CLIP_NOT_FOUND', { cause: error });
  }
}
