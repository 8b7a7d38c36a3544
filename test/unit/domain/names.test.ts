import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../../src/views/safe-text.js';
import {
  cleanFileName,
  cleanName,
  foldName,
  MAX_NAME_LENGTH,
  nameFromFile,
} from '../../../src/domain/names.js';

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

  it('has the title’s letters and the file’s ending', () => {
    expect(cleanFileName('_.ogg', 'голос мамы')).toBe('голос мамы.ogg');
    expect(cleanFileName('unknown', '電話メモ')).toBe('電話メモ');
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

  it.each([
    ['.ogg', '電話メモ', '電話メモ'],
    ['_1.5.ogg', 'take 1.5', 'take 1.5'],
    ['song.mp3', '\u202e\u200b', 'song'],
    ['song.mp3', '', 'song'],
  ])('%j with the title %j suggests %j', (file, title, name) => {
    expect(nameFromFile(file, title)).toBe(name);
  });
});

describe('foldName', () => {
  it.each([
    ['istanbul', 'İstanbul'],
    ['ISTANBUL', 'ıstanbul'],
    ['STRASSE', 'straße'],
    ['strasse', 'STRAẞE'],
    ['ΟΔΟΣ', 'οδός'.normalize('NFD').replace(/\u0301/, '')],
    ['привет', 'ПРИВЕТ'],
    ['É', 'e\u0301'],
    ['が', 'か\u3099'],
    ['hello', 'ＨＥＬＬＯ'],
    ['ᏣᎳᎩ', 'ꮳꮃꭹ'],
    ['Ǆ', 'ǆ'],
  ])('finds %j and %j by each other', (a, b) => {
    expect(foldName(a)).toBe(foldName(b));
  });

  it('leaves marks of letters alone', () => {
    expect(foldName('schon')).not.toBe(foldName('schön'));
    expect(foldName('schön')).not.toContain('scho');
  });

  it('folds what is folded to itself, and both cases to the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
        expect(foldName(text.toUpperCase())).toBe(foldName(text));
      }),
    );
  });
});
