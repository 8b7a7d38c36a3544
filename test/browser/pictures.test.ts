import { it } from 'vitest';
import { describeInBrowser } from './stage.js';

/** The README's pictures, arranged: what this writes to `test-output` is copied to `.github/images` by hand. */
describeInBrowser('for the README', (stage) => {
  it('a clip is heard, and the commands are there', async () => {
    const chat = await stage.open({
      colorScheme: 'dark',
      viewport: { width: 1120, height: 860 },
      deviceScaleFactor: 2,
    });
    await chat.page.locator('.sample').last().click();
    const answer = chat.message('analysed');
    await answer.locator('.picture img').first().waitFor();
    await chat.page.waitForLoadState('networkidle');
    await chat.screenshot('readme-sandbox');
  });
});
