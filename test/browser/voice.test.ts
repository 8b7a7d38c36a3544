import { expect, it } from 'vitest';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

describeInBrowser('sound in the chat', (stage) => {
  it('a sample shows a detection after one click', async () => {
    const chat = await stage.open();
    await chat.screenshot('first-visit');
    await chat.page.locator('.sample').first().click();
    const answer = chat.message('analysed');
    await answer.waitFor();
    expect(await answer.locator('.usage > span').innerText()).toBe('Ada used Detect emotion');
    await chat.screenshot('sample');
  });

  it('a voice message is recorded, played, and listened to from its menu', async () => {
    const chat = await stage.open({ permissions: ['microphone'] });
    await chat.button('Record a voice message').click();
    await chat.page.getByText('Recording', { exact: true }).waitFor({ state: 'attached' });
    await chat.page.waitForTimeout(2500);
    await chat.screenshot('recording');
    const before = await chat.messages.count();
    await chat.button('Send voice message').click();
    await expect.poll(() => chat.messages.count()).toBe(before + 1);
    const message = chat.lastMessage;
    await message.getByRole('button', { name: 'Play Voice message' }).click();
    await expect.poll(async () => Number(await message.getByRole('slider').inputValue())).toBeGreaterThan(0);

    await message.getByRole('button', { name: 'More' }).click();
    await chat.screenshot('menu');
    await chat.page.getByRole('menuitem', { name: 'Detect emotion' }).press('Enter');
    await expect.poll(() => chat.messages.count()).toBe(before + 2);
    await chat.lastMessage.locator('.embed').first().waitFor();
  });

  it('a recording can be cancelled', async () => {
    const chat = await stage.open({ permissions: ['microphone'] });
    const before = await chat.messages.count();
    await chat.button('Record a voice message').click();
    await chat.page.getByText('Recording', { exact: true }).waitFor({ state: 'attached' });
    await chat.page.keyboard.press('Escape');
    await chat.field.waitFor();
    expect(await chat.messages.count()).toBe(before);
  });

  it('a dropped file is offered to /upload', async () => {
    const chat = await stage.open();
    const { buffer, name, mimeType } = await pickedVoice('dropped.ogg');
    const data = await chat.page.evaluateHandle(`(() => {
      const bytes = Uint8Array.from(atob('${buffer.toString('base64')}'), (c) => c.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], '${name}', { type: '${mimeType}' }));
      return transfer;
    })()`);
    await chat.page.getByRole('main').dispatchEvent('drop', { dataTransfer: data });
    await chat.page.getByRole('dialog').getByText('dropped.ogg').waitFor();
    await chat.screenshot('offer');
    await chat.button('Save with /upload').click();
    await chat.button('Send /upload').press('Enter');
    await chat.message('Clip saved').filter({ hasText: 'dropped' }).waitFor();
  });

  it('a file can be sent as it is, and listened to with the second mouse button', async () => {
    const chat = await stage.open();
    await chat.page.getByLabel('Attach a file').setInputFiles(await pickedVoice('as-it-is.ogg'));
    await chat.button('Send as a message').click();
    const message = chat.message('as-it-is.ogg');
    await message.click({ button: 'right' });
    await chat.page.getByRole('menuitem', { name: 'Detect emotion' }).click();
    await chat.message('analysed').filter({ hasText: 'as-it-is' }).waitFor();
  });
});
