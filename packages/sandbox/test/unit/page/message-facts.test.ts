import { MessageFlags, MessageType, type APIAttachment } from 'discord.js';
import { describe, expect, it } from 'vitest';
import {
  embedPicture,
  hasSound,
  looseAttachments,
  startsGroup,
  summaryOf,
  usageOf,
} from '../../../page/logic/message-facts.js';
import type { SandboxMessage } from '../../../src/protocol.js';
import { message } from './builders.js';

const attachment = (overrides: Partial<APIAttachment> = {}): APIAttachment => ({
  id: '1',
  filename: 'clip.ogg',
  size: 5,
  url: '/files/clip.ogg',
  proxy_url: '/files/clip.ogg',
  ...overrides,
});

const picture = attachment({ filename: 'bars.png', url: '/files/bars.png', description: 'Happy 72 %' });

describe('pictures', () => {
  it.each(['attachment://bars.png', '/files/bars.png'])('of an embed are found by %j', (url) => {
    const embeds = [{ image: { url } }];
    expect(embedPicture(embeds[0]!, [picture])).toMatchObject({ url: '/files/bars.png', alt: 'Happy 72 %' });
    expect(looseAttachments(message({ embeds, attachments: [picture, attachment()] }))).toHaveLength(1);
  });

  it('without a description are told by their embed', () => {
    expect(embedPicture({ title: 'Happy', image: { url: '/a.png' } }, [])).toMatchObject({ alt: 'Happy' });
    expect(embedPicture({ image: { url: '/a.png' } }, [])).toMatchObject({ alt: 'Picture' });
  });
});

describe('hasSound', () => {
  it.each<[boolean, string, Partial<SandboxMessage>]>([
    [true, 'a sound by its ending', { attachments: [attachment()] }],
    [
      true,
      'a sound by its type',
      { attachments: [attachment({ filename: 'x', content_type: 'audio/mpeg' })] },
    ],
    [true, 'a video', { attachments: [attachment({ filename: 'x', content_type: 'video/mp4' })] }],
    [
      true,
      'a voice message',
      { flags: MessageFlags.IsVoiceMessage, attachments: [attachment({ filename: 'x' })] },
    ],
    [false, 'a picture', { attachments: [picture] }],
    [false, 'words', {}],
  ])('is %s for %s', (expected, _, parts) => {
    expect(hasSound(message(parts))).toBe(expected);
  });
});

describe('usageOf', () => {
  const used = (metadata: object, type: MessageType = MessageType.Default) =>
    usageOf(
      message({
        type,
        interaction_metadata: {
          id: '1',
          type: 2,
          user: { id: '1', username: 'ada', global_name: 'Ada' },
          authorizing_integration_owners: {},
          ...metadata,
        } as unknown as NonNullable<SandboxMessage['interaction_metadata']>,
      }),
    );

  it('names commands as they are typed', () => {
    expect(used({ name: 'list' }, MessageType.ChatInputCommand)).toMatchObject({
      userName: 'Ada',
      command: '/list',
    });
  });

  it('names commands of a menu as they are', () => {
    expect(used({ name: 'Detect emotion' }, MessageType.ContextMenuCommand)).toMatchObject({
      command: 'Detect emotion',
    });
  });

  it('points to the message of a button', () => {
    expect(used({ interacted_message_id: '7' })).toMatchObject({ command: undefined, messageId: '7' });
  });

  it('is nothing for members’ own messages', () => {
    expect(usageOf(message())).toBeUndefined();
  });
});

describe('startsGroup', () => {
  it('joins messages of one author within minutes', () => {
    const later = message({ timestamp: '2026-01-01T12:05:00.000Z' });
    const muchLater = message({ timestamp: '2026-01-01T12:08:00.000Z' });
    expect(startsGroup(later, message())).toBe(false);
    expect(startsGroup(muchLater, message())).toBe(true);
    expect(startsGroup(message(), undefined)).toBe(true);
  });
});

describe('summaryOf', () => {
  it.each<[string, Partial<SandboxMessage>]>([
    ['hello', { content: 'hello\nworld' }],
    ['Voice message', { flags: MessageFlags.IsVoiceMessage, content: '' }],
    ['Clip saved', { content: '', embeds: [{ author: { name: 'Clip saved' } }] }],
    ['clip.ogg', { content: '', attachments: [attachment()] }],
  ])('is %j', (words, parts) => {
    expect(summaryOf(message(parts))).toBe(words);
  });
});
