import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageCommands, slashCommands } from '../../commands/registry.js';
import { readSamples } from '@overtone/sandbox';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { SAMPLES_PATH, type SandboxMessage } from '../../packages/sandbox/src/protocol.js';
import { postFile, type SandboxPage } from '../helpers/sandbox-page.js';
import { MIB, SandboxStage } from '../helpers/sandbox-stage.js';
import { voiceFile } from '../helpers/sounds.js';

const LABELS = EMOTIONS.map((emotion) => emotion[0]!.toUpperCase() + emotion.slice(1));
const EPHEMERAL = 64;

let stage: SandboxStage;

beforeAll(async () => {
  stage = await SandboxStage.set();
});

afterAll(() => stage.close());

async function upload(page: SandboxPage, name: string): Promise<SandboxMessage> {
  const { id: fileId } = await page.leave('voice.ogg', (await voiceFile()).bytes);
  return page.answerTo({ type: 'command', name: 'upload', options: { audio: { fileId }, name } });
}

async function listed(page: SandboxPage): Promise<string> {
  const answer = await page.answerTo({ type: 'command', name: 'list', options: {} });
  return answer.embeds[0]!.description!;
}

function buttonOf({ components }: SandboxMessage, label: string): string {
  const rows = (components ?? []) as { components: { label?: string; custom_id?: string }[] }[];
  const id = rows.flatMap((row) => row.components).find((button) => button.label === label)?.custom_id;
  if (id === undefined) throw new Error(`no button ${label}`);
  return id;
}

const press = (page: SandboxPage, message: SandboxMessage, label: string) =>
  page.answerTo({ type: 'press', messageId: message.id, customId: buttonOf(message, label) });

describe('the sandbox', () => {
  it('shows the servers, direct messages, two people, the commands and samples', async () => {
    const page = await stage.open();
    expect(page.state).toMatchObject({
      isOnline: true,
      application: { name: 'Overtone' },
      guilds: [
        { name: 'Choir', kind: 'server' },
        { name: 'Book club', kind: 'server' },
        { name: 'Night shift', kind: 'elsewhere' },
        { name: 'Overtone', kind: 'direct' },
      ],
      users: [{ name: 'Ada' }, { name: 'Ben', role: 'moderator' }],
      attachmentSizeLimit: 2 * MIB,
    });
    const names = page.state!.commands.map(({ type, name }) => `${type} ${name}`);
    expect(names).toEqual([
      ...slashCommands.map(({ data }) => `1 ${data.name}`),
      ...messageCommands.map(({ data }) => `3 ${data.name}`),
    ]);
    expect(page.state!.commands[0]!.options).toMatchObject([
      { name: 'audio', type: 11, required: true },
      { name: 'name', type: 3 },
    ]);
    expect(page.state!.samples).toEqual(readSamples().list);
  });

  it('takes an upload, lists it, suggests it, detects it, and shows the bot’s pictures', async () => {
    const page = await stage.open();
    const card = await upload(page, 'good morning');
    expect(card.embeds[0]).toMatchObject({ title: 'good morning', author: { name: 'Clip saved' } });
    expect(card.interaction_metadata).toMatchObject({ name: 'upload' });
    expect(await listed(page)).toContain('good morning');
    const suggestion = await page.do({
      type: 'autocomplete',
      name: 'detect',
      option: 'file',
      typed: 'GOOD',
      options: {},
    });
    if (suggestion.type !== 'choices') throw new Error('no choices');
    const file = suggestion.choices.find(({ name }) => name === 'good morning')!.value;
    const answer = await page.answerTo({ type: 'command', name: 'detect', options: { file } });
    expect(LABELS).toContain(answer.embeds[0]!.title);
    const picture = await fetch(answer.embeds[0]!.image!.url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('content-security-policy')).toContain('sandbox');
    const played = await page.answerTo({ type: 'command', name: 'play', options: { file } });
    const start = await fetch(played.attachments[0]!.url, { headers: { range: 'bytes=0-3' } });
    expect([start.status, await start.text()]).toEqual([206, 'OggS']);
  });

  it('lists one member’s clips, by that member’s id', async () => {
    const page = await stage.open('Book club', 'Ben');
    await upload(page, 'of Ben');
    const [ada, ben] = page.state!.users;
    const list = (member: string) => page.answerTo({ type: 'command', name: 'list', options: { member } });
    expect((await list(ben!.id)).embeds[0]!.description).toContain('of Ben');
    expect((await list(ada!.id)).embeds[0]!.description).not.toContain('of Ben');
  });

  it('deletes after asking, and leaves nothing', async () => {
    const page = await stage.open();
    const card = await upload(page, 'to delete');
    const question = await press(page, card, 'Delete');
    expect(question.flags! & EPHEMERAL).toBe(EPHEMERAL);
    const done = await press(page, question, 'Delete');
    expect(done.id).toBe(question.id);
    expect(await listed(page)).not.toContain('to delete');
  });

  it('refuses to delete another’s clip, but for a moderator', async () => {
    const [ada, ben] = [await stage.open('Choir', 'Ada'), await stage.open('Choir', 'Ben')];
    const bens = await upload(ben, 'kept from Ada');
    const refusal = await press(ada, bens, 'Delete');
    expect(refusal.embeds[0]!.description).toMatch(/Manage Messages/);
    const adas = await upload(ada, 'open to Ben');
    const question = await press(ben, adas, 'Delete');
    await press(ben, question, 'Delete');
    expect(await listed(ada)).not.toContain('open to Ben');
    expect(await listed(ada)).toContain('kept from Ada');
  });

  it('shows messages in their server alone, and ephemeral ones to one member alone', async () => {
    const [ada, ben, elsewhere] = [
      await stage.open('Choir', 'Ada'),
      await stage.open('Choir', 'Ben'),
      await stage.open('Book club', 'Ada'),
    ];
    const card = await upload(ada, 'seen here');
    const question = await press(ada, card, 'Delete');
    await ben.until(() => ben.messages.find(({ id }) => id === card.id), 'the card');
    const told = (page: SandboxPage) => JSON.stringify(page.news);
    expect(told(ben)).not.toContain(question.id);
    expect(told(elsewhere)).not.toContain(card.id);
    expect((await stage.open('Choir', 'Ada')).state!.messages.map(({ id }) => id)).toContain(question.id);
    expect((await stage.open('Choir', 'Ben')).state!.messages.map(({ id }) => id)).not.toContain(question.id);
    expect(await listed(elsewhere)).not.toContain('seen here');

    for (const page of [ben, elsewhere]) {
      const customId = buttonOf(question, 'Delete');
      const answer = await page.do({ type: 'press', messageId: question.id, customId });
      expect(answer).toMatchObject({ type: 'refused', reason: 'That message is no longer here' });
    }
  });

  it('sends messages and voice messages, whose menu listens to them', async () => {
    const page = await stage.open();
    const sample = page.state!.samples[0]!;
    const bytes = await fetch(new URL(`${SAMPLES_PATH}/${sample.file}`, stage.url));
    const { duration, waveform } = sample;
    const left = await page.leave(sample.file, new Uint8Array(await bytes.arrayBuffer()), {
      duration: String(duration),
      waveform,
    });
    const fileIds = [left.id];
    expect(await page.do({ type: 'send', content: '', fileIds, isVoice: true })).toMatchObject({
      type: 'taken',
    });
    const message = page.messages.at(-1)!;
    expect(message).toMatchObject({
      flags: 8192,
      author: { global_name: 'Ada' },
      attachments: [{ filename: sample.file, content_type: 'audio/ogg', duration_secs: duration, waveform }],
    });
    const answer = await page.answerTo({ type: 'menu', messageId: message.id, name: 'Detect emotion' });
    expect(LABELS).toContain(answer.embeds[0]!.title);

    const again = await page.do({ type: 'send', content: 'once more', fileIds, isVoice: false });
    expect(again).toMatchObject({ type: 'refused', reason: 'That file is no longer here: choose it again' });
  });

  it.each(readSamples().list.map((sample) => sample.file))('hears a voice in the sample %s', async (file) => {
    const page = await stage.open();
    const response = await fetch(new URL(`${SAMPLES_PATH}/${file}`, stage.url));
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes.length).toBeLessThan(40_000);
    const { id: fileId } = await page.leave(file, bytes);
    const card = await page.answerTo({ type: 'command', name: 'upload', options: { audio: { fileId } } });
    expect(LABELS).toContain((await press(page, card, 'Detect')).embeds[0]!.title);
  });

  it('shows the bot refusing what is larger than it takes, and takes nothing larger than that', async () => {
    const page = await stage.open();
    const { id: fileId } = await page.leave('big.wav', new Uint8Array(1.5 * MIB));
    const answer = await page.answerTo({ type: 'command', name: 'upload', options: { audio: { fileId } } });
    expect(answer.embeds[0]!.description).toMatch(/larger than 1 MiB/);
    const refused = await postFile(stage.url, { name: 'huge.wav' }, new Uint8Array(2 * MIB + 1));
    expect(refused.status).toBe(413);
  });

  it('refuses actions that Discord’s client would not let through', async () => {
    const page = await stage.open();
    const reasonOf = async (action: Parameters<typeof page.do>[0]) => {
      const answer = await page.do(action);
      return answer.type === 'refused' ? answer.reason : answer.type;
    };
    expect(await reasonOf({ type: 'command', name: 'nothing', options: {} })).toMatch(/no command/);
    expect(await reasonOf({ type: 'command', name: 'upload', options: {} })).toMatch(/requires option audio/);
    expect(await reasonOf({ type: 'command', name: 'list', options: { member: '1' } })).toMatch(/no user/);
    expect(await reasonOf({ type: 'command', name: 'list', options: { __proto__x: '1' } })).toMatch(
      /no option/,
    );
    expect(await reasonOf({ type: 'command', name: 'detect', options: { file: 5 } })).toMatch(
      /does not take/,
    );
    expect(await reasonOf({ type: 'send', content: ' ', fileIds: [], isVoice: false })).toMatch(/empty/);
    expect(await reasonOf({ type: 'send', content: 'x', fileIds: [], isVoice: true })).toMatch(/one file/);
    expect(await reasonOf({ type: 'send', content: 'x'.repeat(2001), fileIds: [], isVoice: false })).toMatch(
      /2000 characters/,
    );
    const voice = { type: 'autocomplete', name: 'upload', option: 'name', typed: '', options: {} } as const;
    expect(await reasonOf(voice)).toMatch(/suggests nothing/);
  });
});

describe('the sandbox after a restart', () => {
  it('finds its clips again, apart from a real bot’s', async () => {
    await upload(await stage.open(), 'kept over night');
    await stage.restart();
    expect(await listed(await stage.open())).toContain('kept over night');
    expect(await readdir(stage.dataDir)).toEqual(['sandbox']);
  });

  it('says when the bot is gone, and that it does not respond', async () => {
    const page = await stage.open();
    await stage.sandbox.bot.client.destroy();
    await page.until(
      () => page.news.find((news) => news.type === 'presence' && !news.isOnline),
      'the presence',
    );
    const answer = await page.do({ type: 'command', name: 'list', options: {} });
    expect(answer).toMatchObject({ type: 'refused', reason: 'The application did not respond' });
  });
});
