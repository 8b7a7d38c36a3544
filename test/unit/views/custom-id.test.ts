import { describe, expect, it } from 'vitest';
import { components } from '../../../commands/registry.js';
import {
  CUSTOM_IDS,
  customId,
  cutFilter,
  MAX_FILTER_LENGTH,
  parseCustomId,
} from '../../../src/views/custom-id.js';
import { ALICE } from '../../helpers/builders.js';

describe('customId', () => {
  it('carries its parts there and back', () => {
    expect(parseCustomId(customId('list', ALICE, 'all', '3'))).toEqual({
      name: 'list',
      args: [ALICE, 'all', '3'],
    });
  });

  it('refuses parts that would not come back, and what Discord would not take', () => {
    expect(() => customId('a', 'b:c')).toThrow(RangeError);
    expect(() => customId('a', 'x'.repeat(100))).toThrow(RangeError);
  });

  it.each([
    { readerId: ALICE, uploaderId: undefined, page: 3 },
    { readerId: ALICE, uploaderId: ALICE, page: 0 },
    { readerId: ALICE, uploaderId: undefined, page: 0, emotion: 'sad' as const },
    { readerId: ALICE, uploaderId: undefined, page: 2, name: 'a: b' },
    {
      readerId: '1'.repeat(20),
      uploaderId: '2'.repeat(20),
      page: 999_999,
      emotion: 'surprised' as const,
      name: ':'.repeat(MAX_FILTER_LENGTH),
    },
  ])('of a list says the same there and back: %j', (state) => {
    const { name, args } = parseCustomId(CUSTOM_IDS.list.write(state));
    expect(name).toBe(CUSTOM_IDS.list.name);
    expect(CUSTOM_IDS.list.read(args)).toEqual(state);
  });

  it.each([
    [[]],
    [[ALICE, 'all', '-1']],
    [[ALICE, 'nobody', '1']],
    [[ALICE, 'all', '1e3']],
    [[ALICE, 'all', '1', 'bored']],
  ])('of a list that none of our messages carries is out of date: %j', (args) => {
    expect(() => CUSTOM_IDS.list.read(args)).toThrow(expect.objectContaining({ code: 'STALE_MESSAGE' }));
  });

  it('of a list takes as much of a name as fits, in whole characters', () => {
    expect(cutFilter('short')).toBe('short');
    expect(cutFilter(`x${'😀'.repeat(20)}`)).toBe(`x${'😀'.repeat(15)}`);
  });

  it('names each component once', () => {
    const names = Object.values(CUSTOM_IDS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...components.keys()].sort()).toEqual([...names].sort());
  });
});
