import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../src/process/logger.js';

/** What is logged of an error, as JSON. */
function logged(err: unknown): Record<string, unknown> {
  const lines: string[] = [];
  createLogger('info', { write: (line) => void lines.push(line) }).error({ err }, 'failed');
  return (JSON.parse(lines[0]!) as { err: Record<string, unknown> }).err;
}

const withMore = (error: Error, more: object) => Object.assign(error, more);

describe('the log of an error', () => {
  it('has its type, message, code and stack, and nothing else that a library hung on it', () => {
    const error = withMore(new TypeError('refused'), {
      code: 50013,
      command: { name: 'set', args: ['a-token'] },
      previousErrors: [{ args: ['a-token'] }],
      requestBody: { files: ['a-token'] },
      url: 'https://discord.test/a-token',
      rawError: { text: 'a-token' },
    });
    expect(logged(error)).toEqual({
      type: 'TypeError',
      message: 'refused',
      code: 50013,
      stack: error.stack,
    });
  });

  it('has the same of its causes, and of those it stands for', () => {
    const cause = withMore(new Error('gone', { cause: withMore(new Error('off'), { code: 'E1' }) }), {
      args: ['a-token'],
    });
    const both = new AggregateError([cause, 'a word'], 'both failed');
    expect(logged(new Error('lost', { cause: both }))).toMatchObject({
      cause: {
        type: 'AggregateError',
        errors: [
          { message: 'gone', cause: { message: 'off', code: 'E1' } },
          { type: 'string', message: 'a word' },
        ],
      },
    });
    expect(JSON.stringify(logged(new Error('lost', { cause: both })))).not.toContain('a-token');
  });

  it('ends where an error is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(logged(error)).toMatchObject({ message: 'round', cause: { message: 'round' } });
  });
});
