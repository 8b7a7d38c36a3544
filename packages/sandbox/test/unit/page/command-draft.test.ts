import { describe, expect, it } from 'vitest';
import {
  filesOf,
  hiddenOptions,
  missingOptions,
  shownOptions,
  startDraft,
  toInputs,
  withOption,
  withoutOption,
  withValue,
} from '../../../page/logic/command-draft.js';
import { findCommands } from '../../../page/logic/command-search.js';
import type { SandboxOption } from '../../../src/protocol.js';
import { DETECT_MENU, LIST, UPLOAD } from './builders.js';

const file = new File(['sound'], 'clip.ogg');
const names = (options: readonly SandboxOption[]) => options.map(({ name }) => name);

describe('a draft', () => {
  it('shows what is required, and offers the rest', () => {
    const draft = startDraft(UPLOAD);
    expect(names(shownOptions(draft))).toEqual(['audio']);
    expect(names(hiddenOptions(draft))).toEqual(['name']);
    expect(missingOptions(draft)).toEqual(['audio']);
  });

  it('adds an option and takes it away with its value', () => {
    const added = withValue(withOption(startDraft(UPLOAD), 'name'), 'name', { type: 'text', text: 'hi' });
    expect(names(shownOptions(added))).toEqual(['audio', 'name']);
    const removed = withoutOption(added, 'name');
    expect(names(hiddenOptions(removed))).toEqual(['name']);
    expect(toInputs(removed)).toEqual({});
  });

  it('is complete with what is given', () => {
    const draft = startDraft(UPLOAD, { audio: { type: 'file', file }, name: { type: 'text', text: 'hi' } });
    expect(missingOptions(draft)).toEqual([]);
    expect(filesOf(draft)).toEqual([file]);
    expect(toInputs(draft, new Map([[file, 'f1']]))).toEqual({ audio: { fileId: 'f1' }, name: 'hi' });
  });

  it('sends a choice of yes or no as such', () => {
    const secret = { name: 'private', description: '', type: 5 };
    const draft = startDraft(
      { id: '1', type: 1, name: 'detect', description: '', options: [secret] },
      { private: { type: 'text', text: 'True', value: 'true' } },
    );
    expect(toInputs(draft)).toEqual({ private: true });
  });

  it('sends the value of a suggestion, not its words', () => {
    const clip = { name: 'file', description: '', type: 3, required: true };
    const draft = startDraft(
      { ...LIST, options: [clip] },
      {
        file: { type: 'text', text: 'Star', value: 'id-of-star' },
      },
    );
    expect(toInputs(draft)).toEqual({ file: 'id-of-star' });
  });

  it('sends users by id and numbers as numbers', () => {
    const options = [
      { name: 'member', description: '', type: 6 },
      { name: 'page', description: '', type: 4 },
      { name: 'loud', description: '', type: 5 },
    ];
    const draft = startDraft(
      { ...LIST, options },
      {
        member: { type: 'user', id: '2' },
        page: { type: 'text', text: '3' },
        loud: { type: 'text', text: 'True' },
      },
    );
    expect(toInputs(draft)).toEqual({ member: '2', page: 3, loud: true });
  });

  it('leaves out what is empty', () => {
    const draft = startDraft(UPLOAD, { name: { type: 'text', text: '' } });
    expect(toInputs(draft)).toEqual({});
  });
});

describe('findCommands', () => {
  const commands = [UPLOAD, LIST, DETECT_MENU];
  const found = (text: string) => findCommands(commands, text)?.map(({ name }) => name);

  it.each([
    ['/', ['upload', 'list']],
    ['/L', ['list', 'upload']],
    ['/load', ['upload']],
    ['/x', []],
    ['', undefined],
    ['hello', undefined],
    ['/list now', undefined],
  ])('%j finds %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});
