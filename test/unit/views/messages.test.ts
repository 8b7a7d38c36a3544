import type { AttachmentBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { formatAudio } from '../../../src/views/audio-format.js';
import { clipList } from '../../../src/views/clip-list.js';
import { CUSTOM_IDS, parseCustomId } from '../../../src/views/custom-id.js';
import { COLOURS } from '../../../src/views/colours.js';
import { deleteQuestion } from '../../../src/views/delete-confirmation.js';
import { confidenceSentence } from '../../../src/views/confidence.js';
import { detectionMessage } from '../../../src/views/detection-message.js';
import { errorMessage } from '../../../src/views/error-message.js';
import { safeText } from '../../../src/views/safe-text.js';
import { jsonLine, terminalTable } from '../../../src/views/terminal.js';
import { playMessage } from '../../../src/views/play-message.js';
import { uploadCard } from '../../../src/views/upload-card.js';
import {
  ALICE,
  BOB,
  clip,
  detection,
  probabilities,
  windowDetection,
  RULES,
} from '../../helpers/builders.js';
import { sent } from '../../helpers/sent.js';

const LABELS = ['Neutral', 'Calm', 'Happy', 'Sad', 'Angry', 'Fearful', 'Disgust', 'Surprised'];

describe('safeText', () => {
  it.each([
    ['**bold** _it_ `code`', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\`'],
    ['<@123> <#4> <t:0>', '\\<\\@123\\> \\<#4\\> \\<t:0\\>'],
    ['@everyone', '\\@everyone'],
    ['# heading', '\\# heading'],
    ['https://evil.example', 'https:\u2060//evil.example'],
  ])('%j shows as typed', (text, safe) => {
    expect(safeText(text)).toBe(safe);
  });
});

describe('formatAudio', () => {
  const audio = { container: 'ogg', codec: 'opus', sampleRateHz: 48_000, channels: 1, durationSec: 1 };

  it.each([
    [{}, 'Ogg Opus, 48 kHz, mono'],
    [
      { container: 'wav', codec: 'pcm_s16le', sampleRateHz: 44_100, channels: 2 },
      'WAV PCM, 44.1 kHz, stereo',
    ],
    [{ container: 'mp3', codec: 'mp3', channels: 2 }, 'MP3, 48 kHz, stereo'],
    [{ container: 'mov,mp4,m4a,3gp,3g2,mj2', codec: 'aac', channels: 6 }, 'MP4 AAC, 48 kHz, 5.1'],
    [{ container: 'xyz,abc', codec: 'odd', channels: 3 }, 'XYZ ODD, 48 kHz, 3 channels'],
    [{ container: 'matroska' }, 'Matroska Opus, 48 kHz, mono'],
    [{ container: 'amr', codec: 'amr_nb', sampleRateHz: 8000 }, 'AMR, 8 kHz, mono'],
  ])('%o reads %s', (overrides, text) => {
    expect(formatAudio({ ...audio, ...overrides })).toBe(text);
  });
});

describe('the upload card', () => {
  it('says what was saved, and offers what can be done with it', () => {
    const { embeds, buttons } = sent(uploadCard(clip({ name: '*star*' }), RULES));
    expect(embeds[0]).toMatchObject({
      title: '\\*star\\*',
      fields: [
        { name: 'Duration', value: '3.0 s' },
        { name: 'Size', value: '5 B' },
        { name: 'Uploaded by', value: `<@${ALICE}>` },
        { name: 'Format', value: 'Ogg Opus, 48 kHz, mono' },
      ],
    });
    expect(buttons.map(({ custom_id }) => custom_id)).toEqual([`detect:${clip().id}`, `delete:${clip().id}`]);
  });
});

describe('the list', () => {
  const view = { readerId: ALICE, uploaderId: undefined };

  it('shows name, duration, uploader, time, last emotion and how sure that was', () => {
    const { embeds, buttons, choices } = sent(
      clipList({ ...view, clips: [clip({ detection: detection() })], page: 0, pages: 1, total: 1 }),
    );
    expect(embeds[0]!.description).toContain('1 clip\n');
    expect(embeds[0]!.description).toMatch(
      /\*\*hello\*\* · \S+ Happy, sure\n3\.0 s · <@\d+> · <t:1767225600:R>/u,
    );
    expect(buttons).toEqual([]);
    expect(choices).toEqual([{ label: 'hello', value: clip().id, description: '3.0 s · Happy, sure' }]);
  });

  it('says what it is filtered by, and keeps that from page to page', () => {
    const filtered = { ...view, uploaderId: BOB, emotion: 'sad' as const, name: 'a*:b' };
    const { embeds, buttons } = sent(clipList({ ...filtered, clips: [clip()], page: 0, pages: 2, total: 9 }));
    expect(embeds[0]!.description).toContain(
      `9 clips of <@${BOB}> last heard as sad with “a\\*:b” in the name`,
    );
    const { args } = parseCustomId(buttons[1]!.custom_id);
    expect(CUSTOM_IDS.list.read(args)).toEqual({ ...filtered, page: 1 });
    const [nothing] = sent(clipList({ ...filtered, clips: [], page: 0, pages: 1, total: 0 })).embeds;
    expect(nothing!.description).toContain('Leave out `member` or `emotion` or `name`');
  });

  it('turns pages, for its reader, within what there is', () => {
    const clips = [clip()];
    const pageButtons = (page: number) =>
      sent(clipList({ ...view, clips, page, pages: 3, total: 20 })).buttons;
    expect(pageButtons(0).map(({ disabled }) => disabled)).toEqual([true, false]);
    expect(pageButtons(2).map(({ disabled }) => disabled)).toEqual([false, true]);
    expect(pageButtons(1).map(({ custom_id }) => custom_id)).toEqual([
      `list:${ALICE}:all:0`,
      `list:${ALICE}:all:2`,
    ]);
  });

  it('offers no choice where all clips of a page have gone while it was read', () => {
    const { choices, buttons } = sent(clipList({ ...view, clips: [], page: 1, pages: 2, total: 9 }));
    expect(choices).toEqual([]);
    expect(buttons).toHaveLength(2);
    expect(sent(clipList({ ...view, clips: [], page: 0, pages: 1, total: 1 })).embeds).toHaveLength(1);
  });

  it('says what to do where there is nothing', () => {
    const nothing = { ...view, clips: [], page: 0, pages: 1, total: 0 };
    expect(sent(clipList(nothing)).embeds[0]!.description).toContain('/upload');
    const [ofOne] = sent(clipList({ ...nothing, uploaderId: ALICE })).embeds;
    expect(ofOne!.description).toContain('Leave out `member`');
  });

  it('counts pages only where there are more than one', () => {
    const footer = (pages: number) =>
      sent(clipList({ ...view, clips: [clip()], page: 0, pages, total: 9 })).embeds[0]!.footer;
    expect(footer(1)).toBeUndefined();
    expect(footer(2)).toEqual({ text: 'Page 1 of 2' });
  });

  it('stays within Discord’s length with the longest names', () => {
    const clips = Array.from({ length: 8 }, () => clip({ name: '*'.repeat(80), detection: detection() }));
    const { embeds } = sent(clipList({ ...view, clips, page: 0, pages: 1, total: 8 }));
    expect(embeds[0]!.description!.length).toBeLessThan(4096);
  });
});

describe('a clip to listen to', () => {
  const playable = { path: '/clip', fileName: 'a.ogg', release: () => Promise.resolve() };

  it.each([
    [{ compressed: false, converted: false }, ''],
    [{ compressed: true, converted: false }, ' · compressed to fit'],
    [{ compressed: false, converted: true }, ' · played as Opus; the original is kept as it was sent'],
  ])('says of %o what the copy is', (kind, said) => {
    const payload = playMessage({ clip: clip(), ...playable, ...kind });
    expect(sent(payload).embeds[0]!.description).toBe(`3.0 s · <@${ALICE}>${said}`);
  });
});

describe('a sound that is not the first track', () => {
  it('is told on either card', async () => {
    const audio = { ...clip().audio, track: 2 };
    expect(sent(uploadCard(clip({ audio }), RULES)).embeds[0]!.fields).toContainEqual(
      expect.objectContaining({ name: 'Format', value: 'Ogg Opus, 48 kHz, mono (sound track 2)' }),
    );
    const { embeds } = sent(await detectionMessage(detection({ track: 2 }), 'hello'));
    expect(embeds[0]!.footer).toEqual({ text: '3.0 s analysed, on sound track 2' });
  });
});

describe('a detection', () => {
  it('is titled with the emotion, and leaves the eight to the picture and its description', async () => {
    const payload = await detectionMessage(detection(), 'hello');
    const [card, ...more] = sent(payload).embeds;
    expect(card).toMatchObject({
      title: 'Happy',
      description: 'Clearly happy.',
      author: { name: 'hello' },
      footer: { text: '3.0 s analysed' },
      image: { url: 'attachment://emotion.png' },
    });
    expect(more).toEqual([]);
    expect(payload.files).toHaveLength(1);
    const { description } = payload.files![0] as AttachmentBuilder;
    for (const label of LABELS) expect(description).toContain(label);
    expect(payload.degraded).toBeUndefined();
  });

  it('has a timeline for more than one window', async () => {
    const windows = [windowDetection(), windowDetection({ startSec: 2, endSec: 5 })];
    const payload = await detectionMessage(detection({ windows }), 'hello');
    expect(sent(payload).embeds[1]!.image).toEqual({ url: 'attachment://timeline.png' });
    expect(payload.files).toHaveLength(2);
  });

  it('lists all eight where no picture can be drawn, and says why to the log', async () => {
    const degraded = new Error('no fonts');
    const payload = await detectionMessage(detection(), 'hello', {
      detectionPicture: () => Promise.reject(degraded),
      timelinePicture: () => Promise.reject(degraded),
    });
    const [card] = sent(payload).embeds;
    expect(card).toMatchObject({ title: 'Happy', author: { name: 'hello' } });
    expect(card!.image).toBeUndefined();
    for (const label of LABELS) expect(card!.description).toContain(label);
    expect(payload.files).toBeUndefined();
    expect(payload.degraded).toBe(degraded);
  });

  it('says how sure it is', () => {
    expect(confidenceSentence(detection())).toBe('Clearly happy');
    expect(confidenceSentence(detection({ confidence: 'likely' }))).toBe('Likely happy, perhaps surprised');
    const unsure = detection({ emotion: 'sad', runnerUp: 'calm', confidence: 'unsure' });
    expect(confidenceSentence(unsure)).toBe('Unsure, between sad and calm');
  });
});

describe('an error', () => {
  it('names a reference only where whoever runs the bot has to look', () => {
    const footer = (error: UserError) => sent(errorMessage(error, 'ref-1')).embeds[0]!.footer;
    expect(footer(new UserError('INTERNAL'))).toEqual({ text: 'Reference ref-1' });
    expect(footer(new UserError('NOT_AUDIO'))).toBeUndefined();
  });

  it('has the colour of danger only where the bot itself is at fault', () => {
    const colour = (error: UserError) => sent(errorMessage(error, 'ref-1')).embeds[0]!.color;
    expect(colour(new UserError('STORAGE_FAILED'))).toBe(COLOURS.danger);
    expect(colour(new UserError('NOT_AUDIO'))).toBe(COLOURS.warning);
  });
});

describe('the question before deleting', () => {
  it('carries the clip in its buttons', () => {
    const { buttons } = sent(deleteQuestion(clip()));
    expect(buttons.map(({ custom_id }) => custom_id)).toEqual([
      `delete-confirm:${clip().id}`,
      'delete-cancel',
    ]);
  });
});

describe('the terminal', () => {
  it('writes one line of JSON with what the interface promises', () => {
    const line = jsonLine({ file: 'a.wav', detection: detection() });
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      file: 'a.wav',
      emotion: 'happy',
      runnerUp: 'surprised',
      confidence: 'sure',
      probabilities: detection().probabilities,
      durationSec: 3,
      windows: [{ startSec: 0, endSec: 3, probabilities: probabilities({ happy: 0.7 }), voiceActivity: 0.8 }],
      voiceActivity: expect.closeTo(0.8) as number,
      track: 1,
      heardChannels: 'all',
      modelVersion: '1.0.0',
    });
    const error = { code: 'NOT_AUDIO', message: 'No.' };
    expect(JSON.parse(jsonLine({ file: 'b', error }))).toEqual({ file: 'b', error });
  });

  it('says to programs which sound was heard', () => {
    const chosen = detection({ track: 2, heardChannels: [4] });
    const line = jsonLine({ file: 'a.wav', detection: chosen });
    expect(JSON.parse(line)).toMatchObject({ track: 2, heardChannels: [4] });
  });

  it('counts the voice of a clip by the length of its windows', () => {
    const windows = [
      windowDetection({ startSec: 0, endSec: 6, voiceActivity: 0.9 }),
      windowDetection({ startSec: 6, endSec: 8, voiceActivity: 0.1 }),
    ];
    const line = jsonLine({
      file: 'a.wav',
      detection: detection({ confidence: 'unsure', durationSec: 8, windows }),
    });
    const said = JSON.parse(line) as { confidence: string; voiceActivity: number };
    expect(said.confidence).toBe('unsure');
    expect(said.voiceActivity).toBeCloseTo(0.7);
  });

  it('obeys no file name', () => {
    const file = '\u001b[31mred\u0007.wav';
    expect(terminalTable([{ file, detection: detection() }])).toContain('?[31mred?.wav');
    expect(terminalTable([{ file, error: { code: 'NOT_AUDIO', message: 'No.' } }])).toContain(
      '?[31mred?.wav',
    );
  });

  it('draws a bar for each leader', () => {
    const table = terminalTable([{ file: 'a.wav', detection: detection() }]);
    expect(table).toMatch(/happy\s+█{14}·{6}\s+70 %/);
    expect(table).toContain('Clearly happy');
  });
});
