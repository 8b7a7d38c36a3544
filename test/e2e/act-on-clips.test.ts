import { PermissionFlagsBits } from 'discord.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ORDINARY_PERMISSIONS,
  type Member,
  type StoredMessage,
  type WorldGuild,
} from '@overtone/discord-simulator';
import { setStage, type Stage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';

const CHOOSE = 'Choose a clip…';
const HEARD = 'Its uploader may say: what do you hear?';
const MODERATOR = ORDINARY_PERMISSIONS | PermissionFlagsBits.ManageMessages;

let stage: Stage;
let guild: WorldGuild;
let alice: Member;
let bob: Member;
let moderator: Member;

beforeAll(async () => {
  stage = await setStage({ env: { MAX_UPLOADS_PER_MINUTE: '100' } });
  guild = stage.discord.guild();
  alice = stage.discord.member(guild, { name: 'alice' });
  bob = stage.discord.member(guild, { name: 'bob' });
  moderator = stage.discord.member(guild, { name: 'moderator', permissions: MODERATOR });
});

afterEach(() => {
  expect(stage.discord.violations).toEqual([]);
});

afterAll(() => stage.close());

const answer = async (exchange: ReturnType<Member['slash']>) => (await exchange).answer();

async function upload(member: Member, name: string): Promise<void> {
  await answer(member.slash('upload', { audio: await voiceFile(), name }));
}

const textOf = ({ embeds }: StoredMessage) => embeds[0]!.description ?? '';
const titleOf = ({ embeds }: StoredMessage) => embeds[0]!.title ?? '';
const fieldOf = ({ embeds }: StoredMessage, name: string) =>
  embeds[0]!.fields?.find((field) => field.name === name)?.value;

/** The card of a clip, chosen in the list. */
async function cardOf(member: Member, name: string): Promise<StoredMessage> {
  const list = await answer(member.slash('list', { name }));
  return answer(member.choose(list, CHOOSE, name));
}

describe('the menu under /list', () => {
  it('opens the card of a clip for whoever chose it alone, with what they may do', async () => {
    await upload(alice, 'to choose');
    const card = await cardOf(bob, 'to choose');
    expect(card.visibleTo(bob)).toBe(true);
    expect(card.visibleTo(alice)).toBe(false);
    expect(titleOf(card)).toBe('to choose');
    expect(card.buttons.map(({ label }) => label)).toEqual(['Detect', 'Play']);
    const own = await cardOf(alice, 'to choose');
    expect(own.buttons.map(({ label }) => label)).toEqual(['Detect', 'Play', 'Rename', 'Delete']);
  });

  it('detects and plays for its reader alone', async () => {
    await upload(alice, 'to hear');
    const card = await cardOf(bob, 'to hear');
    const heard = await answer(bob.click(card, 'Detect'));
    expect(heard.ephemeral).toBe(true);
    expect(heard.embeds[0]!.author?.name).toBe('to hear');
    const played = await answer(bob.click(card, 'Play'));
    expect(played.ephemeral).toBe(true);
    expect(played.attachments).toHaveLength(1);
    expect(fieldOf(await cardOf(bob, 'to hear'), 'Last heard')).toMatch(/, (sure|likely|unsure)$/);
  });

  it('renames through a form, which begins with the present name and leaves the card with the new one', async () => {
    await upload(alice, 'before');
    const card = await cardOf(alice, 'before');
    const asked = await alice.click(card, 'Rename');
    const form = await asked.form();
    expect(form.components[0]!.component).toMatchObject({ custom_id: 'name', value: 'before' });
    const after = await answer(alice.submit(asked, { name: 'after *all*' }));
    expect(after).toBe(card);
    expect(titleOf(card)).toBe('after \\*all\\*');
    expect(textOf(await answer(alice.slash('list')))).toContain('after \\*all\\*');

    const again = await alice.click(card, 'Rename');
    await again.form();
    const refusal = await answer(alice.submit(again, { name: '\u200b ' }));
    expect(textOf(refusal)).toContain('That name has nothing to show.');
    expect(refusal.ephemeral).toBe(true);
    expect(titleOf(card)).toBe('after \\*all\\*');
  });

  it('deletes after asking', async () => {
    await upload(alice, 'to remove');
    const question = await answer(alice.click(await cardOf(alice, 'to remove'), 'Delete'));
    expect(textOf(await answer(alice.click(question, 'Delete')))).toContain('is deleted');
    expect(textOf(await answer(alice.slash('list', { name: 'to remove' })))).toContain('No clips');
  });

  it('says so of a clip that has gone meanwhile', async () => {
    await upload(alice, 'gone soon');
    const list = await answer(bob.slash('list', { name: 'gone soon' }));
    const question = await answer(alice.slash('delete', { file: 'gone soon' }));
    const asked = await alice.click(await cardOf(alice, 'gone soon'), 'Rename');
    await asked.form();
    await answer(alice.click(question, 'Delete'));
    expect(textOf(await answer(bob.choose(list, CHOOSE, 'gone soon')))).toContain('no such clip');
    expect(textOf(await answer(alice.submit(asked, { name: 'back' })))).toContain('no such clip');
  });
});

describe('the filters of /list', () => {
  it('go together, and stay from page to page', async () => {
    const own = stage.discord.guild();
    const carol = stage.discord.member(own, { name: 'carol' });
    const dora = stage.discord.member(own, { name: 'dora' });
    for (let i = 0; i < 9; i += 1) await upload(carol, `Probe: ${i}`);
    await upload(dora, 'probe: of another');
    await upload(carol, 'something else');
    const list = await answer(carol.slash('list', { member: carol, name: 'PROBE: ' }));
    expect(textOf(list)).toContain(`9 clips of <@${carol.id}> with “PROBE:” in the name`);
    await answer(carol.click(list, 'Older'));
    expect(textOf(list)).toContain('Probe: 0');
    expect(textOf(list)).toContain('9 clips of');
    expect(list.select(CHOOSE)!.options).toHaveLength(1);

    const heard = titleOf(await answer(carol.slash('detect', { file: 'Probe: 3' })));
    const byEmotion = await answer(carol.slash('list', { emotion: heard.toLowerCase() }));
    expect(textOf(byEmotion)).toContain(`1 clip last heard as ${heard.toLowerCase()}`);
    expect(textOf(byEmotion)).toMatch(new RegExp(`Probe: 3.* ${heard}, (sure|likely|unsure)`));
  });
});

describe('/rename', () => {
  it("is for one's own clips, and for those who hold Manage Messages on the server", async () => {
    await upload(alice, 'first name');
    const refusal = await answer(bob.slash('rename', { file: 'first name', name: 'mine' }));
    expect(textOf(refusal)).toContain("another member's");
    const done = await answer(alice.slash('rename', { file: 'first name', name: 'second name' }));
    expect(done.ephemeral).toBe(true);
    expect(textOf(done)).toBe('**first name** is now called **second name**.');
    await answer(moderator.slash('rename', { file: 'second name', name: 'third name' }));
    expect(textOf(await answer(bob.slash('list', { name: 'third name' })))).toContain('1 clip with');
  });
});

describe('what an uploader hears', () => {
  it('is theirs to say, to change and to take back, beside the answer', async () => {
    await upload(alice, 'to judge');
    const heard = await answer(alice.slash('detect', { file: 'to judge' }));
    const emotion = titleOf(heard);
    expect(heard.select(HEARD)!.options).toHaveLength(9);

    for (const other of [bob, moderator]) {
      const refusal = await answer(other.choose(heard, HEARD, 'Sad'));
      expect(textOf(refusal)).toContain('Only whoever uploaded that clip');
      expect(refusal.ephemeral).toBe(true);
    }
    expect(fieldOf(heard, 'Its uploader hears')).toBeUndefined();

    await answer(alice.choose(heard, HEARD, 'Sad'));
    expect(fieldOf(heard, 'Its uploader hears')).toBe('😢 Sad');
    expect(titleOf(heard)).toBe(emotion);
    expect(heard.files.length).toBeGreaterThan(0);
    expect(heard.embeds[0]!.image?.url).toBe(heard.files[0]!.url);
    await answer(alice.choose(heard, HEARD, 'No emotion'));
    expect(fieldOf(await answer(bob.slash('detect', { file: 'to judge' })), 'Its uploader hears')).toBe(
      'No emotion',
    );
    await answer(alice.choose(heard, HEARD, 'Take back what I said'));
    expect(fieldOf(heard, 'Its uploader hears')).toBeUndefined();
    const forged = await answer(alice.pick(heard, heard.select(HEARD)!.custom_id!, ['bored']));
    expect(textOf(forged)).toContain('out of date');
  });
});
