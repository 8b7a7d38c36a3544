import { expect, it } from 'vitest';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

describeInBrowser('members and servers', (stage) => {
  it('one server sees nothing of the other', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Secret of the choir');
    await chat.goTo('Book club');
    expect(await chat.messages.count()).toBe(0);
    await chat.begin('list');
    await chat.page.keyboard.press('Enter');
    await chat.message('No clips here yet.').waitFor();
    await chat.begin('play');
    await chat.page.getByText('No suggestions').waitFor();
    await chat.screenshot('other-server');
  });

  it('an ordinary member may not delete what another has saved; a moderator may', async () => {
    const chat = await stage.open();
    await chat.be('Ben');
    await chat.upload(await pickedVoice(), 'Of Ben');
    await chat.be('Ada');
    const card = chat.message('Clip saved').filter({ hasText: 'Of Ben' });
    await card.getByRole('button', { name: 'Delete' }).click();
    await chat.lastMessage.getByText('Only you can see this').waitFor();
    expect(await chat.lastMessage.innerText()).not.toContain('Delete this clip?');
    await chat.screenshot('not-yours');

    await chat.upload(await pickedVoice(), 'Of Ada');
    await chat.be('Ben');
    await chat.message('Of Ada').getByRole('button', { name: 'Delete' }).click();
    await chat.message('Delete this clip?').waitFor();
  });

  it('what only one member may see, the other does not', async () => {
    const chat = await stage.open();
    const card = await chat.upload(await pickedVoice(), 'Asked about');
    await card.getByRole('button', { name: 'Delete' }).click();
    await chat.message('Delete this clip?').filter({ hasText: 'Asked about' }).waitFor();
    await chat.be('Ben');
    const question = chat.message('Delete this clip?').filter({ hasText: 'Asked about' });
    await expect.poll(() => question.count()).toBe(0);
    await chat.message('Clip saved').filter({ hasText: 'Asked about' }).waitFor();
  });

  it('a text file is refused, and says why', async () => {
    const chat = await stage.open();
    await chat.begin('upload');
    await chat.page
      .getByLabel('audio')
      .setInputFiles({ name: 'poem.txt', mimeType: 'text/plain', buffer: Buffer.from('no sound at all') });
    await chat.page.keyboard.press('Enter');
    const answer = chat.lastMessage;
    await answer.getByText('Only you can see this').waitFor();
    expect(await answer.locator('.embed').innerText()).not.toBe('');
    await chat.screenshot('refused');
  });

  it('a file that is too large is refused at once', async () => {
    const chat = await stage.open();
    await chat.page.getByLabel('Attach a file').setInputFiles({
      name: 'long.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.alloc(30 * 1024 * 1024),
    });
    await chat.page.getByText(/Files may be .* at most/).waitFor();
  });

  it('text is never markup', async () => {
    const chat = await stage.open();
    const hostile = '<img src=x onerror=alert(1)> **bold**';
    await chat.field.fill(hostile);
    await chat.page.keyboard.press('Enter');
    await chat.lastMessage.getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await chat.lastMessage.locator('strong').innerText()).toBe('bold');
    expect(await chat.lastMessage.locator('img').count()).toBe(0);
  });
});
