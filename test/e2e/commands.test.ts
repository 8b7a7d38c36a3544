import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PermissionFlagsBits } from 'discord.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EMOTIONS } from '../../src/domain/emotions.js';
import {
  ORDINARY_PERMISSIONS,
  type Member,
  type StoredMessage,
  type WorldGuild,
} from '@overtone/discord-simulator';
import { setStage, type Stage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';

const LABELS = EMOTIONS.map((emotion) => emotion[0]!.toUpperCase() + emotion.slice(1));

let stage: Stage;
let guild: WorldGuild;
let alice: Member;
let bob: Member;

beforeAll(async () => {
  stage = await setStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' } });
  if (!stage.discord.hasValidator)
    process.stderr.write('skipped: Discord’s OpenAPI description is not here, so bodies are not validated\n');
  guild = stage.discord.guild();
  alice = stage.discord.member(guild, { name: 'alice' });
  bob = stage.discord.member(guild, { name: 'bob' });
});

afterEach(() => {
  expect(stage.discord.violations).toEqual([]);
});

afterAll(() => stage.close());

async function upload(member: Member, name: string, file = voiceFile()): Promise<StoredMessage> {
  return (await member.slash('upload', { audio: await file, name })).answer();
}

async function listed(member: Member): Promise<string> {
  return (await (await member.slash('list')).answer()).embeds[0]!.description ?? '';
}

async function filesOf(guildId: string): Promise<string[]> {
  return readdir(join(stage.dataDir, 'clips', guildId)).catch(() => []);
}

describe('/upload', () => {
  it('saves a clip and answers with a card for all to see', async () => {
    const card = await upload(alice, 'good morning');
    expect(card.ephemeral).toBe(false);
    expect(card.embeds[0]).toMatchObject({ title: 'good morning', author: { name: 'Clip saved' } });
    const fields = Object.fromEntries(card.embeds[0]!.fields!.map(({ name, value }) => [name, value]));
    expect(fields).toMatchObject({
      Duration: '2.0 s',
      Format: 'Ogg Opus, 48 kHz, mono',
      'Uploaded by': `<@${alice.id}>`,
    });
    expect(card.buttons.map(({ label }) => label)).toEqual(['Detect', 'Delete']);
    expect(await filesOf(guild.id)).toHaveLength(1);
  });

  it('takes the sound of a video', async () => {
    const card = await upload(alice, 'film', voiceFile({ format: 'mp4' }));
    expect(card.embeds[0]!.fields!.at(-1)!.value).toMatch(/^MP4 AAC/);
  });

  it('names a clip after its file, or as told, and pings nobody', async () => {
    const audio = await voiceFile({ fileName: 'my voice.ogg' });
    const unnamed = await (await alice.slash('upload', { audio })).answer();
    expect(unnamed.embeds[0]!.title).toBe('my\\_voice');
    const named = await (await alice.slash('upload', { audio, name: '@everyone' })).answer();
    expect(named.embeds[0]!.title).toBe('\\@everyone');
    expect(named.allowedMentions).toEqual({ parse: [] });
  });

  it('shows both of two uploads made at the same moment', async () => {
    const here = stage.discord.guild();
    const members = [stage.discord.member(here), stage.discord.member(here)];
    await Promise.all(members.map((member, i) => upload(member, `twin ${i}`)));
    const text = await listed(members[0]!);
    expect(text).toContain('twin 0');
    expect(text).toContain('twin 1');
  });
});

describe('/detect', () => {
  it('names one of the eight, with a picture, all probabilities and how sure it is', async () => {
    await upload(alice, 'to detect');
    const suggestion = await alice.autocomplete('detect', 'file', 'TO DET');
    const [choice] = await suggestion.suggested();
    expect(choice!.name).toBe('to detect');
    const answer = await (await bob.slash('detect', { file: String(choice!.value) })).answer();
    const [card] = answer.embeds;
    expect(LABELS).toContain(card!.title);
    expect(card!.description).toMatch(/^(Clearly|Likely|Unsure)/);
    expect(card!.footer!.text).toBe('2.0 s analysed');
    const picture = answer.files.find(({ fileName }) => fileName === 'emotion.png')!;
    expect(Buffer.from(picture.bytes).subarray(1, 4).toString()).toBe('PNG');
    for (const label of LABELS) expect(picture.description).toContain(label);
    expect(card!.image!.url).toContain(picture.url);
    expect(answer.embeds).toHaveLength(1);
  });

  it('answers from the button on the card of an upload', async () => {
    const card = await upload(alice, 'with button');
    const answer = await (await bob.click(card, 'Detect')).answer();
    expect(LABELS).toContain(answer.embeds[0]!.title);
    expect(answer.ephemeral).toBe(false);
    expect(card.deleted).toBe(false);
  });

  it('draws a timeline for a longer clip', async () => {
    await upload(alice, 'long one', voiceFile({ durationSec: 14, format: 'mp3' }));
    const answer = await (await alice.slash('detect', { file: 'long one' })).answer();
    expect(answer.files.map(({ fileName }) => fileName)).toEqual(['emotion.png', 'timeline.png']);
    expect(answer.embeds[1]!.image!.url).toContain('timeline.png');
  });

  it('answers alike the second time, without computing', async () => {
    await upload(alice, 'twice');
    const first = await (await alice.slash('detect', { file: 'twice' })).answer();
    const second = await (await alice.slash('detect', { file: 'twice' })).answer();
    expect(second.embeds[0]!.description).toBe(first.embeds[0]!.description);
    expect(await listed(alice)).toMatch(
      new RegExp(`\\*\\*twice\\*\\* · \\S+ ${first.embeds[0]!.title}`, 'u'),
    );
  });
});

describe('/list', () => {
  it('turns pages for its reader, and for nobody else', async () => {
    const here = stage.discord.guild();
    const [reader, other] = [stage.discord.member(here), stage.discord.member(here)];
    const file = voiceFile();
    for (let i = 0; i < 9; i += 1) await upload(reader, `clip ${i}`, file);
    const page = await (await reader.slash('list')).answer();
    expect(page.embeds[0]!.description).toContain('clip 8');
    expect(page.embeds[0]!.description).not.toContain('clip 0');
    expect(page.embeds[0]!.footer!.text).toBe('Page 1 of 2');

    const misuse = await (await other.click(page, 'Older')).answer();
    expect(misuse.ephemeral).toBe(true);
    expect(page.embeds[0]!.footer!.text).toBe('Page 1 of 2');

    const turned = await (await reader.click(page, 'Older')).answer();
    expect(turned.id).toBe(page.id);
    expect(turned.embeds[0]!.description).toContain('clip 0');
    expect(turned.button('Older')!.disabled).toBe(true);
  });

  it('shows one member’s clips alone', async () => {
    const here = stage.discord.guild();
    const [first, second] = [stage.discord.member(here), stage.discord.member(here)];
    await upload(first, 'of the first');
    await upload(second, 'of the second');
    const answer = await (await first.slash('list', { member: second })).answer();
    expect(answer.embeds[0]!.description).toContain('of the second');
    expect(answer.embeds[0]!.description).not.toContain('of the first');
  });

  it('says how to begin where there is nothing', async () => {
    const newcomer = stage.discord.member(stage.discord.guild());
    expect(await listed(newcomer)).toContain('/upload');
  });
});

describe('/delete', () => {
  it('asks, then leaves nothing', async () => {
    const here = stage.discord.guild();
    const owner = stage.discord.member(here);
    await upload(owner, 'to delete');
    const question = await (await owner.slash('delete', { file: 'to delete' })).answer();
    expect(question.ephemeral).toBe(true);
    const done = await (await owner.click(question, 'Delete')).answer();
    expect(done.embeds[0]!.description).toContain('is deleted');
    expect(done.buttons).toEqual([]);
    expect(await filesOf(here.id)).toEqual([]);
    expect(await listed(owner)).toContain('/upload');
  });

  it('keeps the clip when told to', async () => {
    const card = await upload(alice, 'to keep');
    const question = await (await alice.click(card, 'Delete')).answer();
    await (await alice.click(question, 'Keep')).answer();
    expect(await listed(alice)).toContain('to keep');
  });

  it('is for the uploader and for moderators', async () => {
    const card = await upload(alice, 'of alice');
    const refusal = await (await bob.click(card, 'Delete')).answer();
    expect(refusal.ephemeral).toBe(true);
    expect(refusal.embeds[0]!.description).toMatch(/Manage Messages/);
    const moderator = stage.discord.member(guild, {
      permissions: ORDINARY_PERMISSIONS | PermissionFlagsBits.ManageMessages,
    });
    const question = await (await moderator.click(card, 'Delete')).answer();
    await (await moderator.click(question, 'Delete')).answer();
    expect(await listed(alice)).not.toContain('of alice');
  });

  it('is not for who keeps order in one channel alone', async () => {
    const card = await upload(alice, 'of the server');
    const ofChannel = stage.discord.member(guild);
    ofChannel.grant(ofChannel.channel, PermissionFlagsBits.ManageMessages);
    const refusal = await (await ofChannel.click(card, 'Delete')).answer();
    expect(refusal.embeds[0]!.description).toMatch(/another member's/);
    const typed = await (await ofChannel.slash('delete', { file: 'of the server' })).answer();
    expect(typed.embeds[0]!.description).toMatch(/another member's/);
    expect(await listed(alice)).toContain('of the server');
  });
});

describe('/play', () => {
  it('gives the original bytes back', async () => {
    const file = await voiceFile();
    await upload(alice, 'to play', Promise.resolve(file));
    const answer = await (await bob.slash('play', { file: 'to play' })).answer();
    expect(answer.attachments).toHaveLength(1);
    expect(Buffer.from(answer.attachments[0]!.bytes).equals(Buffer.from(file.bytes))).toBe(true);
    expect(answer.attachments[0]!.fileName).toBe(file.fileName);
  });
});

describe('/play of a clip that is too large for an answer', () => {
  it('gives an Opus copy that fits', async () => {
    const small = await setStage({ discord: { attachmentSizeLimit: 100_000 } });
    try {
      const member = small.discord.member(small.discord.guild());
      await upload(member, 'large', voiceFile({ durationSec: 20, format: 'wav-16' }));
      const answer = await (await member.slash('play', { file: 'large' })).answer();
      const [copy] = answer.attachments;
      expect(copy!.fileName).toBe('large.ogg');
      expect(copy!.bytes.length).toBeLessThanOrEqual(100_000);
      expect(Buffer.from(copy!.bytes).subarray(0, 4).toString()).toBe('OggS');
      await expect.poll(() => readdir(join(small.dataDir, 'incoming'))).toEqual([]);
    } finally {
      await small.close();
    }
  });
});

describe('the message menu', () => {
  it('detects a voice message without saving it', async () => {
    const here = stage.discord.guild();
    const member = stage.discord.member(here);
    const message = member.sendVoiceMessage(await voiceFile({ fileName: 'voice-message.ogg' }));
    const answer = await (await member.messageMenu('Detect emotion', message)).answer();
    expect(LABELS).toContain(answer.embeds[0]!.title);
    expect(await listed(member)).toContain('/upload');
    expect(await filesOf(here.id)).toEqual([]);
    expect(await readdir(join(stage.dataDir, 'incoming'))).toEqual([]);
  });

  it('says so where a message has no sound', async () => {
    const message = alice.sendMessage(alice.channel, { content: 'only words' });
    const answer = await (await alice.messageMenu('Detect emotion', message)).answer();
    expect(answer.ephemeral).toBe(true);
    expect(answer.embeds[0]!.description).toMatch(/no sound file/);
  });
});
