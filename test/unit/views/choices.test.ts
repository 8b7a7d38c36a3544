import { describe, expect, it } from 'vitest';
import { clipChoices } from '../../../src/views/choices.js';

describe('choices', () => {
  it('tell clips of the same name apart', () => {
    const uploadedAt = Date.UTC(2026, 0, 2, 3, 4);
    const choices = clipChoices([
      { id: '1', name: 'same', uploadedAt },
      { id: '2', name: 'same', uploadedAt: uploadedAt + 60_000 },
      { id: '3', name: 'other', uploadedAt },
    ]);
    expect(choices).toEqual([
      { name: 'same · 2026-01-02 03:04:00', value: '1' },
      { name: 'same · 2026-01-02 03:05:00', value: '2' },
      { name: 'other', value: '3' },
    ]);
  });

  it.each([
    ['uploaded in the same second', 'same', 'same'],
    ['of different widths', 'same', 'ｓａｍｅ'],
    ['with what cannot be seen', 'same \u2764', 'same \u2764\ufe0f'],
    ['that differ where they are cut', `${'x'.repeat(110)}1`, `${'x'.repeat(110)}2`],
    ['one of which looks like a choice of the other', 'same', 'same · 2026-01-02 03:04:00'],
  ])('tell clips apart %s', (_which, first, second) => {
    const uploadedAt = Date.UTC(2026, 0, 2, 3, 4);
    const ids = ['0a'.repeat(10), '0b'.repeat(10), '0a'.repeat(9) + '0b'];
    const choices = clipChoices([
      { id: ids[0]!, name: first, uploadedAt },
      { id: ids[1]!, name: first, uploadedAt: uploadedAt + 999 },
      { id: ids[2]!, name: second, uploadedAt },
    ]);
    const looks = choices.map(({ name }) => name.normalize('NFKC').replace(/\ufe0f/g, ''));
    expect(new Set(looks).size).toBe(3);
    expect(choices.map(({ value }) => value)).toEqual(ids);
    for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
  });

  it('tell clips apart whose names are drawn alike in two scripts', () => {
    const [latin, cyrillic, other] = clipChoices([
      { id: '1', name: 'Coco', uploadedAt: 0 },
      { id: '2', name: 'Сосо', uploadedAt: 86_400_000 },
      { id: '3', name: 'Соло', uploadedAt: 0 },
    ]);
    expect(latin!.name).toBe('Coco · 1970-01-01 00:00:00');
    expect(cyrillic!.name).toBe('Сосо · 1970-01-02 00:00:00');
    expect(other!.name).toBe('Соло');
  });

  it('fit into Discord’s 100 characters', () => {
    const name = '👨‍👩‍👧'.repeat(80);
    const [choice] = clipChoices([{ id: '1', name, uploadedAt: 0 }]);
    expect(choice!.name.length).toBeLessThanOrEqual(100);
    expect(choice!.name.isWellFormed()).toBe(true);
  });
});
