import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/views/safe-text.js';
import { cleanFileName, cleanName, MAX_NAME_LENGTH, nameFromFile } from '../../../src/domain/names.js';

describe('cleanName', () => {
  it.each([
    ['  two\t\n words ', 'two words'],
    ['\u202egnp.exe\u202c', 'gnp.exe'],
    ['nul\u0000l\u200bzero', 'nullzero'],
    ['family 👨‍👩‍👧 🏳️‍🌈', 'family 👨‍👩‍👧 🏳️‍🌈'],
    ['e\u0301', 'é'],
    ['../../etc/passwd', '../../etc/passwd'],
    ['**bold** @everyone', '**bold** @everyone'],
  ])('%j becomes %j', (text, name) => {
    expect(cleanName(text)).toBe(name);
  });

  it.each([
    '',
    '   ',
    '\u200b\u200d',
    '\u202e',
    '\ufe0f',
    '\u3164\uffa0',
    '\u115f',
    '\u2800 \u2800',
    '\u{e0041}',
  ])('%j has nothing to show', (text) => {
    expect(cleanName(text)).toBeUndefined();
  });

  it('cuts by what people see as characters', () => {
    expect(cleanName('x'.repeat(300))).toHaveLength(MAX_NAME_LENGTH);
    expect(cleanName('🇵🇱'.repeat(100))).toBe('🇵🇱'.repeat(30));
  });

  it('stays short enough for an embed’s title when escaped', () => {
    for (const text of ['\u{1d160}', '👨‍👩‍👧', 'a\u0301\u0302\u0303', '*']) {
      expect(safeText(cleanName(text.repeat(200))!).length).toBeLessThanOrEqual(256);
    }
  });

  it('is stable: a cleaned name is clean', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = cleanName(text);
        if (once === undefined) return;
        expect(cleanName(once)).toBe(once);
        expect(once).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('cleanFileName', () => {
  it('keeps the ending, however long the name', () => {
    expect(cleanFileName(`${'long '.repeat(40)}.ogg`)).toMatch(/^long .*long\.ogg$/);
    expect(cleanFileName('no ending')).toBe('no ending');
    expect(cleanFileName('\u202e.mp3')).toBe('clip.mp3');
  });
});

describe('nameFromFile', () => {
  it.each([
    ['voice-message.ogg', 'voice-message'],
    ['C:\\me\\song.final.MP3', 'song.final'],
    ['/tmp/../a.wav', 'a'],
    ['.ogg', 'clip'],
    ['', 'clip'],
  ])('%j suggests %j', (file, name) => {
    expect(nameFromFile(file)).toBe(name);
  });
});
