import { expect, it } from 'vitest';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

describeInBrowser('the commands', (stage) => {
  it('save a file from the file picker, and show it in the list', async () => {
    const chat = await stage.open();
    const card = await chat.upload(await pickedVoice(), 'First words');
    expect(await card.innerText()).toContain('Ogg Opus');
    expect(await card.locator('.usage > span').innerText()).toBe('Ada used /upload');

    await chat.begin('list');
    await chat.page.keyboard.press('Enter');
    const list = chat.message(/\d clips?/);
    await list.getByText('First words').waitFor();
    expect(await list.innerText()).toMatch(/@Ada · (\d+ seconds? ago|in 0 seconds)/);
  });

  it('detect: the answer has the picture, and says in words what it shows', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'To be heard');
    await chat.withClip('detect', 'To be heard');
    const answer = chat.message('analysed').filter({ hasText: 'To be heard' });
    await answer.waitFor();
    const picture = answer.locator('.picture img').first();
    expect(await picture.getAttribute('alt')).toMatch(/(\w+ \d+ %(, )?){8}/);
    await expect
      .poll(() => picture.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth))
      .toBeGreaterThan(100);
    expect(await answer.locator('.text').first().innerText()).toMatch(/^(Clearly|Likely|Unsure).*\.$/);
    await chat.screenshot('detect');
  });

  it('detect with the button of a card', async () => {
    const chat = await stage.open();
    const card = await chat.upload(await pickedVoice(), 'By button');
    await card.getByRole('button', { name: 'Detect' }).click();
    await chat.message('analysed').filter({ hasText: 'By button' }).waitFor();
  });

  it('play a clip', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Played');
    await chat.withClip('play', 'Played');
    const answer = chat.messages.filter({ has: chat.page.locator('sound-player') }).last();
    await answer.getByRole('button', { name: 'Play Played' }).click();
    await answer.getByRole('button', { name: 'Pause Played' }).waitFor();
    const position = answer.getByRole('slider');
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0);
    await chat.screenshot('play');
  });

  it('delete a clip only after asking', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Short-lived');
    await chat.withClip('delete', 'Short-lived');
    const question = chat.message('Delete this clip?');
    await question.getByRole('button', { name: 'Keep' }).click();
    await chat.message('Nothing was deleted.').waitFor();

    await chat.withClip('delete', 'Short-lived');
    await chat.message('Delete this clip?').getByText('Only you can see this').waitFor();
    await chat.screenshot('delete');
    await chat.message('Delete this clip?').getByRole('button', { name: 'Delete' }).click();
    await chat.message('Short-lived is deleted.').waitFor();

    await chat.message('Short-lived is deleted.').getByRole('button', { name: 'Dismiss message' }).click();
    await chat.message('Short-lived is deleted.').waitFor({ state: 'detached' });
  });

  it('say what is missing, and leave on Escape', async () => {
    const chat = await stage.open();
    await chat.begin('upload');
    await chat.button('Send /upload').click();
    await chat.page.getByText('This option is required.').waitFor();
    await chat.screenshot('missing');
    await chat.page.keyboard.press('Escape');
    await chat.field.waitFor();
    await chat.focused('Message').waitFor();
  });

  it('offer the members of the server', async () => {
    const chat = await stage.open();
    await chat.begin('list');
    await chat.button('Add member').click();
    await chat.page.getByRole('option', { name: 'Ben' }).click();
    await chat.page.keyboard.press('Enter');
    await chat.message('No clips of @Ben here.').waitFor();
  });
});
