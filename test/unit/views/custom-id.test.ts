import { describe, expect, it } from 'vitest';
import { buttons } from '../../../commands/registry.js';
import { CUSTOM_IDS, customId, parseCustomId } from '../../../src/views/custom-id.js';
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
  ])('of a list says the same there and back: %j', (state) => {
    const { name, args } = parseCustomId(CUSTOM_IDS.list.write(state));
    expect(name).toBe(CUSTOM_IDS.list.name);
    expect(CUSTOM_IDS.list.read(args)).toEqual(state);
  });

  it.each([[[]], [[ALICE, 'all', '-1']], [[ALICE, 'nobody', '1']], [[ALICE, 'all', '1e3']]])(
    'of a list that none of our messages carries is out of date: %j',
    (args) => {
      expect(() => CUSTOM_IDS.list.read(args)).toThrow(expect.objectContaining({ code: 'STALE_MESSAGE' }));
    },
  );

  it('names each button once', () => {
    const names = Object.values(CUSTOM_IDS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect([...buttons.keys()].sort()).toEqual([...names].sort());
  });
});
