import { describe, expect, it } from 'vitest';
import {
  INITIAL_STATE,
  reduce,
  visibleMessages,
  type PageEvent,
  type PageState,
} from '../../../page/logic/state.js';
import { message, sandbox } from './builders.js';

const after = (...events: PageEvent[]): PageState =>
  events.reduce(reduce, reduce(INITIAL_STATE, { type: 'state', ...sandbox() }));

const ids = (state: PageState) => visibleMessages(state).map(({ id }) => id);

const press = { type: 'press', ref: 5, messageId: '1000', customId: 'detect:1' } as const;

describe('messages', () => {
  it('stand in the order of their ids, whatever their number of digits', () => {
    const state = after(
      ...['1002', '999', '1001'].map((id) => ({ type: 'message', message: message({ id }) }) as const),
    );
    expect(ids(state)).toEqual(['999', '1001', '1002']);
  });

  it('are replaced by what they become, and go', () => {
    const state = after(
      { type: 'message', message: message() },
      { type: 'message', message: message({ content: 'changed' }) },
    );
    expect(visibleMessages(state).map(({ content }) => content)).toEqual(['changed']);
    expect(ids(reduce(state, { type: 'gone', messageId: '1000' }))).toEqual([]);
  });

  it('of another channel are left out', () => {
    expect(ids(after({ type: 'message', message: message({ channel_id: '22' }) }))).toEqual([]);
  });

  it('that were dismissed stay away, even when they change', () => {
    const state = after(
      { type: 'message', message: message() },
      { type: 'message dismissed', messageId: '1000' },
      { type: 'message', message: message({ content: 'changed' }) },
    );
    expect(ids(state)).toEqual([]);
  });

  it('are none before the server has told of any', () => {
    const state = reduce(INITIAL_STATE, { type: 'message', message: message() });
    expect(ids(state)).toEqual([]);
  });
});

describe('actions', () => {
  it('wait until they are taken', () => {
    const asked = after({ type: 'asked', action: press });
    expect(asked.pending).toEqual([press]);
    expect(reduce(asked, { type: 'taken', ref: 5 }).pending).toEqual([]);
  });

  it('that are refused say why, where it happened', () => {
    const state = after(
      { type: 'message', message: message() },
      { type: 'asked', action: press },
      { type: 'refused', ref: 5, reason: 'No answer' },
    );
    expect(state.pending).toEqual([]);
    expect(state.failures).toEqual([
      { ref: 5, reason: 'No answer', tried: '', messageId: '1000', after: '1000' },
    ]);
  });

  it('take back what was said of the same message before', () => {
    const state = after(
      { type: 'asked', action: press },
      { type: 'refused', ref: 5, reason: 'No answer' },
      { type: 'asked', action: { ...press, ref: 6 } },
    );
    expect(state.failures).toEqual([]);
  });

  it('name what was tried', () => {
    const tried = [
      { type: 'command', ref: 1, name: 'list', options: {} },
      { type: 'menu', ref: 2, messageId: '1000', name: 'Detect emotion' },
      { type: 'send', ref: 3, content: '', fileIds: ['1'], isVoice: true },
    ] as const;
    const state = after(
      ...tried.map((action) => ({ type: 'asked', action }) as const),
      ...tried.map(({ ref }) => ({ type: 'refused', ref, reason: 'No' }) as const),
    );
    expect(state.failures.map((failure) => failure.tried)).toEqual([
      '/list',
      'Detect emotion',
      'Voice message',
    ]);
  });

  it('fail when the connection ends', () => {
    const state = after({ type: 'asked', action: press }, { type: 'link', link: 'lost' });
    expect(state).toMatchObject({ link: 'lost', pending: [], failures: [{ ref: 5 }] });
  });

  it('failures are dismissed one by one', () => {
    const fail = (ref: number): PageEvent => ({ type: 'failed', failure: { ref, tried: 'a', reason: 'b' } });
    const state = after(fail(1), fail(2), { type: 'failure dismissed', ref: 1 });
    expect(state.failures.map(({ ref }) => ref)).toEqual([2]);
  });
});

describe('the sandbox', () => {
  it('tells whether the bot is connected', () => {
    expect(after({ type: 'presence', isOnline: false }).sandbox?.isOnline).toBe(false);
  });

  it('begins anew with another view', () => {
    const state = after(
      { type: 'message', message: message() },
      { type: 'failed', failure: { ref: 1, tried: 'a', reason: 'b' } },
      { type: 'state', ...sandbox({ view: { guildId: 'g2', userId: '1' } }) },
    );
    expect(ids(state)).toEqual([]);
    expect(state.failures).toEqual([]);
  });
});

describe('a form', () => {
  const form = { id: '7', title: 'Rename', fields: [] };
  const submit = { type: 'submit', ref: 6, formId: '7', texts: { name: 'new' } } as const;
  const open = [
    { type: 'asked', action: press },
    { type: 'form', ref: press.ref, form },
  ] as const satisfies PageEvent[];

  it('opens in answer to what was pressed, and closes once it was sent', () => {
    const opened = after(...open);
    expect(opened.form).toEqual({ form });
    expect(opened.pending).toEqual([]);
    const sent = [
      { type: 'asked', action: submit },
      { type: 'taken', ref: submit.ref },
    ] as const satisfies PageEvent[];
    expect(sent.reduce(reduce, opened).form).toBeUndefined();
    expect(reduce(opened, { type: 'form closed' }).form).toBeUndefined();
  });

  it('stays open where it could not be sent, and says why', () => {
    const refused = after(
      ...open,
      { type: 'asked', action: submit },
      { type: 'refused', ref: submit.ref, reason: 'No.' },
    );
    expect(refused.form).toEqual({ form, reason: 'No.' });
    expect(refused.failures).toEqual([]);
  });
});
