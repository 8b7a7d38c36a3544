import { it } from 'vitest';
import { describeInBrowser } from './stage.js';

describeInBrowser('the connection', (stage) => {
  it('comes back by itself when the sandbox does, where one was', async () => {
    const chat = await stage.open();
    await chat.goTo('Book club');
    await chat.be('Ben');
    await stage.restart(async () => {
      await chat.page.getByText('Reconnecting…').waitFor();
      await chat.screenshot('offline');
    });
    await chat.page.getByText('Overtone online').waitFor();
    await chat.page.locator('.side-title', { hasText: 'Book club' }).waitFor();
    await chat.page.getByRole('radio', { name: 'Ben', checked: true }).waitFor({ state: 'attached' });
    // The browser logs each try to connect in vain.
    chat.errors.length = 0;
  });

  it('tells when the bot goes', async () => {
    const chat = await stage.open();
    await stage.stopBot();
    await chat.page.getByText('The bot is offline').waitFor();
  });
});
