import { MessageFlags, MessageFlagsBitField } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { soundCandidates, toAttachment } from '../../../src/discord/attachments.js';

type Message = Parameters<typeof soundCandidates>[0];
type File = Parameters<typeof toAttachment>[0];

const file = (name: string, told: Partial<File> = {}): File => ({
  name,
  url: `https://cdn.example/${name}`,
  size: 1,
  title: null,
  contentType: null,
  duration: null,
  ...told,
});

const message = (files: File[], flags = 0, forwarded: Message[] = []): Message => ({
  attachments: new Map(files.map((each) => [each.name, each])),
  flags: new MessageFlagsBitField(flags),
  messageSnapshots: new Map(forwarded.map((each, i) => [String(i), each])),
});

const order = (given: Message) => soundCandidates(given).map(({ attachment }) => attachment.fileName);

describe('the files of a message', () => {
  const files = [
    file('notes.txt', { contentType: 'text/plain; charset=utf-8' }),
    file('unknown'),
    file('film.ts', { contentType: 'video/mp2t' }),
    file('old.amr'),
    file('timed.mp4', { contentType: 'video/mp4', duration: 2 }),
    file('song.mp3', { contentType: 'audio/mpeg' }),
    file('memo', { duration: 3.2 }),
    file('photo.png', { contentType: 'image/png' }),
    file('data.bin', { contentType: 'application/octet-stream' }),
  ];

  it('are tried in the order of how likely they hold sound', () => {
    expect(order(message(files))).toEqual([
      'memo',
      'timed.mp4',
      'song.mp3',
      'film.ts',
      'old.amr',
      'unknown',
      'data.bin',
      'notes.txt',
      'photo.png',
    ]);
  });

  it('say for how many of them it matters that they hold none', () => {
    const likelihoods = Object.fromEntries(
      soundCandidates(message(files)).map(({ attachment, likelihood }) => [attachment.fileName, likelihood]),
    );
    expect(likelihoods).toEqual({
      memo: 'likely',
      'timed.mp4': 'possible',
      'song.mp3': 'likely',
      'film.ts': 'possible',
      'old.amr': 'likely',
      unknown: 'possible',
      'data.bin': 'possible',
      'notes.txt': 'unlikely',
      'photo.png': 'unlikely',
    });
  });

  it('are sound where it is a voice message, whatever they are called', () => {
    const [only] = soundCandidates(message([file('photo.png')], MessageFlags.IsVoiceMessage));
    expect(only!.likelihood).toBe('likely');
  });

  it('are those of the message that it forwards, a voice message first', () => {
    const voice = message([file('voice')], MessageFlags.IsVoiceMessage);
    const forward = message([], MessageFlags.HasSnapshot, [voice]);
    expect(order(forward)).toEqual(['voice']);
    expect(order(message([file('song.mp3', { contentType: 'audio/mpeg' })], 0, [voice]))).toEqual([
      'voice',
      'song.mp3',
    ]);
  });

  it('keep the name that Discord had to change', () => {
    expect(toAttachment(file('.ogg', { title: '電話メモ' }))).toMatchObject({
      fileName: '.ogg',
      title: '電話メモ',
    });
    expect(toAttachment(file('a.ogg'))).not.toHaveProperty('title');
  });
});
