import { describe, expect, it } from 'vitest';
import { ModelContractError } from '../../../src/classifier/contract-error.js';
import { UserError } from '../../../src/domain/errors.js';
import { fromReply, toReply } from '../../../src/inference/messages.js';

/** What a thrown error is on the other side of a thread's boundary. */
async function crossed(thrown: unknown): Promise<unknown> {
  const reply = await toReply(() => {
    throw thrown;
  });
  try {
    return fromReply(structuredClone(reply));
  } catch (error) {
    return error;
  }
}

describe('replies between threads', () => {
  it('carry results', async () => {
    expect(fromReply(structuredClone(await toReply(() => ({ share: 0.5 }))))).toEqual({ share: 0.5 });
  });

  it('keep a user error’s code', async () => {
    expect(await crossed(new UserError('AUDIO_TOO_SHORT'))).toEqual(new UserError('AUDIO_TOO_SHORT'));
  });

  it('keep the figure in a user error’s sentence', async () => {
    const original = new UserError('CLIP_TOO_LONG', { limit: '15:00' });
    expect(await crossed(original)).toMatchObject({ limit: '15:00', message: original.message });
  });

  it('keep a contract error’s class and whole message', async () => {
    const original = new ModelContractError('the labels are wrong');
    const error = await crossed(original);
    expect(error).toBeInstanceOf(ModelContractError);
    expect((error as Error).message).toBe(original.message);
  });

  it('keep any other error’s message and stack', async () => {
    const original = new RangeError('out of range');
    const error = (await crossed(original)) as Error;
    expect(error.message).toBe('out of range');
    expect(error.stack).toBe(original.stack);
    expect(((await crossed('a string')) as Error).message).toBe('a string');
  });
});
