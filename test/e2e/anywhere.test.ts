import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PermissionFlagsBits } from 'discord.js';
import {
  ClientRefusal,
  ORDINARY_PERMISSIONS,
  type Member,
  type SentFile,
  type StoredMessage,
  type WorldGuild,
} from '@overtone/discord-simulator';
import { commandBodies } from '../../commands/registry.js';
import { setStage, type Stage } from '../helpers/bot.js';
import { textFile, voiceFile } from '../helpers/sounds.js';

/** Commands as an early release registered them: Discord offers them wherever the bot is installed, in any way. */
const OFFERED_ANYWHERE = commandBodies().map((body) => ({
  ...body,
  contexts: [0, 1, 2],
  integration_types: [0, 1],
}));

let stage: Stage;
let guild: WorldGuild;
let alice: Member;

beforeAll(async () => {
  stage = await setStage({
    env: { MAX_UPLOADS_PER_MINUTE: '100' },
    discord: { commands: OFFERED_ANYWHERE },
  });
  guild = stage.discord.guild();
  alice = stage.discord.member(guild, { name: 'alice' });
  stage.discord.install(alice);
});

afterEach(() => {
  expect(stage.discord.violations).toEqual([]);
});

afterAll(() => stage.close());

let made: Promise<SentFile> | undefined;
/** Made once, within the first test that needs it. */
const hello = () => (made ??= voiceFile({ fileName: 'hello.ogg' }));

const said = ({ embeds }: StoredMessage) => embeds[0]?.description ?? '';
const clipsOf = async (member: Member) => said(await (await member.slash('list')).answer());

describe('/detect', () => {
  it('names the emotion in a sound that is not saved', async () => {
    const voice = await hello();
    const answer = await (await alice.slash('detect', { audio: voice })).answer();
    expect(answer.embeds[0]!.author!.name).toBe('hello');
    expect(answer.ephemeral).toBe(false);
    expect(await clipsOf(alice)).toMatch(/no clips/i);
  });

  it('answers the asker alone, if asked to, from the first sign of life', async () => {
    const voice = await hello();
    const exchange = await alice.slash('detect', { audio: voice, private: true });
    const answer = await exchange.answer();
    expect(answer.ephemeral).toBe(true);
    expect(exchange.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  it('takes one sound, and says so', async () => {
    const voice = await hello();
    const none = await (await alice.slash('detect')).answer();
    const both = await (await alice.slash('detect', { file: 'hello', audio: voice })).answer();
    for (const answer of [none, both]) {
      expect(said(answer)).toMatch(/one sound at a time/);
      expect(answer.ephemeral).toBe(true);
    }
  });
});

describe.each(['direct messages with the bot', 'a conversation between people', 'a server without the bot'])(
  'in %s',
  (where) => {
    let place: WorldGuild;
    let there: Member;
    beforeAll(() => {
      const { discord } = stage;
      if (where.startsWith('direct')) place = discord.conversation('bot');
      else
        place = where.startsWith('a conv')
          ? discord.conversation('people')
          : discord.guild({ withBot: false });
      there = discord.member(place, { id: alice.id });
    });

    it('sounds are listened to, for the asker alone', async () => {
      const voice = await hello();
      const answer = await (await there.slash('detect', { audio: voice })).answer();
      expect(answer.embeds[0]!.author!.name).toBe('hello');
      expect(answer.ephemeral).toBe(true);
      const message = there.sendVoiceMessage(voice);
      const heard = await (await there.messageMenu('Detect emotion', message)).answer();
      expect(heard.embeds[0]!.author!.name).toBe('hello');
      expect(heard.ephemeral).toBe(true);
    });

    it('help is given', async () => {
      const help = said(await (await there.slash('help')).answer());
      expect(help).toContain('/detect:');
      expect(help).not.toMatch(/upload|forget-me|Save clip/);
    });

    it('nothing is kept, listed or removed', async () => {
      const voice = await hello();
      const message = there.sendVoiceMessage(voice);
      const answers = await Promise.all([
        there.slash('upload', { audio: voice }).then((exchange) => exchange.answer()),
        there.slash('list').then((exchange) => exchange.answer()),
        there.slash('play', { file: 'hello' }).then((exchange) => exchange.answer()),
        there.slash('delete', { file: 'hello' }).then((exchange) => exchange.answer()),
        there.slash('forget-me').then((exchange) => exchange.answer()),
        there.slash('detect', { file: 'hello' }).then((exchange) => exchange.answer()),
        there.messageMenu('Save clip', message).then((exchange) => exchange.answer()),
      ]);
      for (const answer of answers) {
        expect(said(answer)).toMatch(/only on servers that have added me/);
        expect(answer.ephemeral).toBe(true);
      }
      expect(await (await there.autocomplete('play', 'file', '')).suggested()).toEqual([]);
    });
  },
);

describe('what Discord is told of the commands', () => {
  it('offers nothing that keeps clips where the bot was not invited', async () => {
    const told = await setStage({ withBot: false });
    const { discord } = told;
    const elsewhere = discord.guild({ withBot: false });
    const bob = discord.member(elsewhere, { name: 'bob' });
    expect(bob.commands()).toEqual([]);
    expect(() => bob.slash('detect')).toThrow(ClientRefusal);
    discord.install(bob);
    const names = bob.commands().map(({ name }) => name);
    expect(names.sort()).toEqual(['Detect emotion', 'detect', 'help']);
    await told.close();
  });
});

describe('outside servers', () => {
  it('nobody is listened to more often than they may upload', async () => {
    const voice = await hello();
    const small = await setStage({ env: { MAX_UPLOADS_PER_MINUTE: '2' } });
    const dm = small.discord.conversation('bot');
    const carol = small.discord.member(dm, { name: 'carol' });
    const dave = small.discord.member(small.discord.conversation('bot'), { name: 'dave' });
    const ask = async (who: Member) => said(await (await who.slash('detect', { audio: voice })).answer());
    await ask(carol);
    await ask(carol);
    expect(await ask(carol)).toMatch(/more than 2 sounds in a minute/);
    expect(await ask(dave)).not.toMatch(/more than/);
    await small.close();
  });
});

describe('a message of several sounds', () => {
  it('counts as so many uploads, and as a whole minute where it has more', async () => {
    const voice = await hello();
    const small = await setStage({ env: { MAX_UPLOADS_PER_MINUTE: '3' } });
    const server = small.discord.guild();
    const save = async (member: Member, count: number) => {
      const attachments = Array.from({ length: count }, () => voice);
      const message = member.sendMessage(member.channel, { attachments });
      const { embeds } = await (await member.messageMenu('Save clip', message)).answer();
      return embeds[0]!.author?.name ?? embeds[0]!.description!;
    };
    const eve = small.discord.member(server, { name: 'eve' });
    const frank = small.discord.member(server, { name: 'frank' });
    expect(await save(eve, 2)).toBe('2 clips saved');
    expect(await save(eve, 2)).toMatch(/more than 3 sounds in a minute/);
    expect(await save(frank, 4)).toBe('4 clips saved');
    expect(await save(frank, 1)).toMatch(/more than 3 sounds in a minute/);
    await small.close();
  });
});

describe('the message menu "Save clip"', () => {
  let server: WorldGuild;
  let author: Member;
  let reader: Member;
  let moderator: Member;
  beforeAll(() => {
    const { discord } = stage;
    server = discord.guild();
    author = discord.member(server, { name: 'author' });
    reader = discord.member(server, { name: 'reader' });
    moderator = discord.member(server, {
      name: 'moderator',
      permissions: ORDINARY_PERMISSIONS | PermissionFlagsBits.ManageMessages,
    });
  });
  const save = async (member: Member, message: StoredMessage) =>
    (await member.messageMenu('Save clip', message)).answer();

  it("saves one's own, as an upload would", async () => {
    const voice = await hello();
    const card = await save(author, author.sendVoiceMessage(voice));
    expect(card.embeds[0]).toMatchObject({ author: { name: 'Clip saved' }, title: 'hello' });
    const heard = await (await author.click(card, 'Detect')).answer();
    expect(heard.embeds[0]!.author!.name).toBe('hello');
    const gone = await (await author.click(card, 'Delete')).answer();
    expect(said(gone)).toMatch(/hello/);
  });

  it("saves another's for those who keep order, in its author's name", async () => {
    const voice = await hello();
    const message = author.sendMessage(author.channel, {
      attachments: [{ ...voice, fileName: 'theirs.ogg' }],
    });
    expect(said(await save(reader, message))).toMatch(/another member's/);
    const card = await save(moderator, message);
    expect(card.embeds[0]!.fields!.find(({ name }) => name === 'Uploaded by')!.value).toBe(`<@${author.id}>`);
    const question = await (await author.slash('delete', { file: 'theirs' })).answer();
    expect(question.button('Delete')).toBeDefined();
  });

  it('saves what a message forwards', async () => {
    const voice = await hello();
    const there = stage.discord.member(stage.discord.guild({ withBot: false }), { id: author.id });
    const forward = author.forward(there.sendVoiceMessage({ ...voice, fileName: 'from-afar.ogg' }));
    expect((await save(author, forward)).embeds[0]!.title).toBe('from-afar');
  });

  it('saves several at once, and says what was none', async () => {
    const voice = await hello();
    const message = author.sendMessage(author.channel, {
      attachments: [{ ...voice, fileName: 'one.ogg' }, { ...voice, fileName: 'two.ogg' }, textFile()],
    });
    const answer = await save(author, message);
    expect(answer.embeds[0]!.author!.name).toBe('2 clips saved');
    expect(said(answer)).toMatch(/\*\*one\*\*[\s\S]*\*\*two\*\*/);
    expect(answer.content).toMatch(/notes.*no sound/);
  });

  it('says where there is nothing to save', async () => {
    const message = author.sendMessage(author.channel, { content: 'good morning' });
    expect(said(await save(author, message))).toMatch(/no sound file/);
  });
});
