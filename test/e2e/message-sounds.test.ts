import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Member, SentFile, StoredMessage, WorldGuild } from '@overtone/discord-simulator';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { setStage, type Stage } from '../helpers/bot.js';
import { textFile, voiceFile } from '../helpers/sounds.js';

const LABELS = EMOTIONS.map((emotion) => emotion[0]!.toUpperCase() + emotion.slice(1));

let stage: Stage;
let guild: WorldGuild;
let alice: Member;

beforeAll(async () => {
  stage = await setStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' } });
  guild = stage.discord.guild();
  alice = stage.discord.member(guild, { name: 'alice' });
});

afterEach(() => {
  expect(stage.discord.violations).toEqual([]);
});

afterAll(() => stage.close());

let made: Promise<SentFile> | undefined;
/** Made once, within the first test that needs it. */
const voiceMessage = () => (made ??= voiceFile({ fileName: 'voice-message.ogg' }));

async function answerTo(message: StoredMessage): Promise<StoredMessage> {
  return (await alice.messageMenu('Detect emotion', message)).answer();
}

const answerToFiles = (...attachments: SentFile[]) =>
  answerTo(alice.sendMessage(alice.channel, { attachments }));

/** The emotion of each card, and whose it is. */
const cards = ({ embeds }: StoredMessage) =>
  embeds.filter(({ author }) => author !== undefined).map(({ author, title }) => [author!.name, title]);

const emotion = expect.toBeOneOf(LABELS) as string;

/** A file as Discord has it where it knows nothing of it. */
const unknown = ({ bytes }: SentFile, fileName = 'recording'): SentFile => ({ fileName, bytes });

describe('a forwarded message', () => {
  it('is listened to as the one that it forwards', async () => {
    const voice = await voiceMessage();
    const answer = await answerTo(alice.forward(alice.sendVoiceMessage(voice)));
    expect(cards(answer)).toEqual([['voice-message', emotion]]);
    expect(answer.ephemeral).toBe(false);
  });

  it('may come from a server that the bot is not in', async () => {
    const voice = await voiceMessage();
    const elsewhere = stage.discord.guild({ withBot: false });
    const aliceThere = stage.discord.member(elsewhere, { id: alice.id });
    const there = aliceThere.sendMessage(aliceThere.channel, { attachments: [voice, unknown(voice)] });
    expect(cards(await answerTo(alice.forward(there)))).toEqual([
      ['voice-message', emotion],
      ['recording', emotion],
    ]);
  });

  it('that holds no sound is said to hold none', async () => {
    const answer = await answerTo(alice.forward(alice.sendMessage(alice.channel, { content: 'only words' })));
    expect(answer.ephemeral).toBe(true);
    expect(answer.embeds[0]!.description).toMatch(/no sound file/);
  });
});

describe('the sounds of a message', () => {
  it('are answered with a card each, up to five; more are said to be left out', async () => {
    const long = await voiceFile({ durationSec: 9 });
    const files = Array.from({ length: 7 }, (_, i) => ({ ...long, fileName: `take ${i + 1}.ogg` }));
    const answer = await answerToFiles(...files);
    expect(cards(answer).map(([name]) => name)).toEqual(['take_1', 'take_2', 'take_3', 'take_4', 'take_5']);
    expect(answer.embeds).toHaveLength(10);
    expect(new Set(answer.embeds.map(({ image }) => image!.url)).size).toBe(10);
    expect(answer.files).toHaveLength(10);
    expect(answer.attachments).toEqual([]);
    expect(answer.content).toMatch(/^2 more files were left out/);
  });

  it('are found behind files that hold none', async () => {
    const voice = await voiceMessage();
    const mute = await voiceFile({ format: 'mp4', extraArgs: ['-an'], fileName: 'mute.mp4' });
    const code = { ...textFile(), fileName: 'bot.ts', contentType: 'video/mp2t' };
    const picture = { fileName: 'photo.png', contentType: 'image/png', bytes: Buffer.from('no picture') };
    const answer = await answerToFiles(picture, mute, code, voice);
    expect(cards(answer)).toEqual([['voice-message', emotion]]);
    expect(answer.content).toBe('');
  });

  it('are found in a video, and in files without type or ending', async () => {
    const voice = await voiceMessage();
    const film = await voiceFile({ format: 'mp4', fileName: 'film.mp4' });
    expect(cards(await answerToFiles(unknown(voice), film))).toEqual([
      ['film', emotion],
      ['recording', emotion],
    ]);
    expect(cards(await answerToFiles({ ...unknown(voice), contentType: 'text/plain' }))).toEqual([
      ['recording', emotion],
    ]);
  });

  it('are answered although one of them fails, which is told', async () => {
    const voice = await voiceMessage();
    const gone = { ...voice, fileName: 'gone.ogg', misbehaviour: { kind: 'gone' as const } };
    const answer = await answerToFiles(textFile(), gone, voice);
    expect(answer.ephemeral).toBe(false);
    expect(cards(answer)).toEqual([['voice-message', emotion]]);
    expect(answer.content).toMatch(/\*\*notes\.mp3\*\*: That file holds no sound/);
    expect(answer.content).toMatch(/\*\*gone\.ogg\*\*: Discord no longer offers/);
  });

  it('that all fail are refused to the asker alone, each in words', async () => {
    const voice = await voiceMessage();
    const gone = { ...voice, fileName: 'gone.ogg', misbehaviour: { kind: 'gone' as const } };
    const answer = await answerToFiles(textFile(), gone);
    expect(answer.ephemeral).toBe(true);
    expect(answer.embeds[0]!.description).toMatch(/notes\.mp3.*no sound[^]*gone\.ogg.*no longer offers/);
  });
});

describe('names in any script', () => {
  const upload = async (file: Partial<SentFile>, name?: string) => {
    const audio = { ...(await voiceMessage()), ...file };
    return (await (await alice.slash('upload', { audio, name })).answer()).embeds[0]!.title;
  };
  const suggested = async (typed: string) =>
    (await (await alice.autocomplete('detect', 'file', typed)).suggested()).map(({ name }) => name);

  it.each([
    ['電話メモ.ogg', '電話メモ'],
    ['голос мамы.ogg', 'голос мамы'],
  ])('of files are kept: %s', async (fileName, name) => {
    const voice = await voiceMessage();
    expect(await upload({ fileName })).toBe(name);
    expect(cards(await answerToFiles({ ...voice, fileName }))).toEqual([[name, emotion]]);
    const played = await (await alice.slash('play', { file: name })).answer();
    expect(played.files.map(({ title }) => title)).toEqual([name]);
  });

  it.each([
    ['İstanbul', 'istanbul'],
    ['Straße', 'STRASSE'],
    ['Привет', 'привет'],
    ['Café', 'CAFE\u0301'],
  ])('are found whatever their case, composed or not: %s by %s', async (name, typed) => {
    await upload({}, name);
    expect(await suggested(typed)).toEqual([name]);
    const answer = await (await alice.slash('detect', { file: typed })).answer();
    expect(cards(answer)).toEqual([[name, emotion]]);
  });

  it('that look alike are told apart where one is chosen', async () => {
    for (const name of ['twin', 'twin', 'twin', 'ｔｗｉｎ']) await upload({}, name);
    const names = await suggested('twin');
    expect(names).toHaveLength(4);
    expect(new Set(names.map((name) => name.normalize('NFKC'))).size).toBe(4);
  });
});
