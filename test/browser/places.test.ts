import { expect, it } from 'vitest';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

const ONLY_YOU = 'Only you can see this';

describeInBrowser('places', (stage) => {
  it('in direct messages a sound is listened to, and there is nothing to save it with', async () => {
    const chat = await stage.open();
    await chat.goTo('Direct messages');
    await chat.page.getByRole('heading', { name: 'Welcome to @Overtone!' }).waitFor();
    await chat.field.fill('/');
    await chat.page.getByRole('option').first().waitFor();
    const offered = await chat.page.getByRole('option').allInnerTexts();
    expect(offered.map((text) => /\/[\w-]+/.exec(text)?.[0])).toEqual(['/detect', '/help']);
    await chat.field.fill('');

    await chat.page.getByLabel('Attach a file').setInputFiles(await pickedVoice('for-you.ogg'));
    await chat.button('Listen with /detect').click();
    await chat.button('Send /detect').press('Enter');
    const answer = chat.message('analysed').filter({ hasText: 'for-you' });
    await answer.getByText(ONLY_YOU).waitFor();
    await chat.screenshot('direct-messages');
  });

  it("each person's direct messages are their own", async () => {
    const chat = await stage.open();
    await chat.goTo('Direct messages');
    await chat.send(await pickedVoice('of-ada.ogg'));
    await chat.be('Ben');
    await chat.page.getByRole('heading', { name: 'Welcome to @Overtone!' }).waitFor();
    await expect.poll(() => chat.messages.filter({ hasText: 'of-ada' }).count()).toBe(0);
    await chat.page.reload();
    await chat.page.locator('.side-title', { hasText: 'Direct messages' }).waitFor();
  });

  it('on a server that never invited the bot only the asker sees its answer', async () => {
    const chat = await stage.open();
    await chat.goTo('Night shift');
    await chat.page.getByText('never invited Overtone').waitFor();
    const message = await chat.send(await pickedVoice('overheard.ogg'));
    await chat.useMenu(message, 'Detect emotion');
    const answer = chat.message('analysed').filter({ hasText: 'overheard' });
    await answer.getByText(ONLY_YOU).waitFor();
    await chat.screenshot('elsewhere');
    await chat.be('Ben');
    await expect.poll(() => chat.messages.filter({ hasText: 'analysed' }).count()).toBe(0);
    await chat.message('overheard').waitFor();
  });
});

describeInBrowser('a sound of the asker', (stage) => {
  it('is listened to with /detect, for them alone if they like', async () => {
    const chat = await stage.open();
    await chat.begin('detect');
    await chat.button('Add audio').click();
    await chat.page.getByLabel('audio', { exact: true }).setInputFiles(await pickedVoice('unsaved.ogg'));
    await chat.button('Add private').click();
    await chat.page.getByRole('combobox', { name: 'private' }).fill('True');
    await chat.page.getByRole('option', { name: 'True' }).waitFor();
    await chat.page.keyboard.press('Enter');
    await chat.page.keyboard.press('Enter');
    const answer = chat.message('analysed').filter({ hasText: 'unsaved' });
    await answer.getByText(ONLY_YOU).waitFor();
    await chat.screenshot('detect-private');
  });
});

describeInBrowser('the menu of a message', (stage) => {
  it('saves its sound, for who sent it and for a moderator', async () => {
    const chat = await stage.open();
    await chat.useMenu(await chat.send(await pickedVoice('mine.ogg')), 'Save clip');
    const card = chat.message('Clip saved').filter({ hasText: 'mine' });
    await card.getByRole('button', { name: 'Detect' }).waitFor();
    await chat.screenshot('save-clip');

    const unsaved = await pickedVoice('kept-by-ben.ogg');
    await chat.send(unsaved);
    await chat.be('Ben');
    const own = await chat.send(await pickedVoice('of-ben.ogg'));
    await own.waitFor();
    await chat.useMenu(chat.message('kept-by-ben.ogg'), 'Save clip');
    await chat.message('Clip saved').filter({ hasText: 'kept-by-ben' }).getByText('@Ada').waitFor();

    await chat.be('Ada');
    await chat.useMenu(chat.message('of-ben.ogg'), 'Save clip');
    const refusal = chat.message("another member's");
    await refusal.getByText(ONLY_YOU).waitFor();
  });
});
