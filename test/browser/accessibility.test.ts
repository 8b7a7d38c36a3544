import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Chat } from './chat.js';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds serious or critical. */
async function violations({ page }: Chat): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate<{
    violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
  }>('axe.run()');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

const LOOKS = [
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'phone', colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true },
  { name: 'phone-light', colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true },
] as const;

describeInBrowser('for everyone', (stage) => {
  it.each(LOOKS)('$name has no serious fault in any state', async ({ name, ...look }) => {
    const chat = await stage.open(look);
    const check = async (state: string) => {
      await chat.screenshot(`${name}-${state}`);
      expect(await violations(chat)).toEqual([]);
      const overflow = await chat.page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(overflow).toBe(0);
    };
    await check('1-begin');

    await chat.field.fill('/');
    await check('2-commands');
    await chat.field.fill('');

    const card = await chat.upload(await pickedVoice(), `Clip ${name}`);
    await card.getByRole('button', { name: 'Delete' }).click();
    await chat.message('Delete this clip?').waitFor();
    await check('3-cards');

    await chat.withClip('play', `Clip ${name}`);
    await chat.messages
      .filter({ has: chat.page.locator('sound-player') })
      .last()
      .waitFor();
    await chat.withClip('detect', `Clip ${name}`);
    await chat
      .message('analysed')
      .filter({ hasText: `Clip ${name}` })
      .waitFor();
    await chat.page.locator('.sample').first().click();
    await expect.poll(() => chat.message('analysed').innerText()).toContain('voice-message');
    await check('4-detection');

    await chat.message('Detect emotion').waitFor();
    await chat.page.getByLabel('More').last().click();
    await chat.page.getByRole('menuitem').first().waitFor();
    await check('5-menu');
    await chat.page.keyboard.press('Escape');

    await chat.begin('play');
    await chat.page.getByRole('option').first().waitFor();
    await check('6-suggestions');
    await chat.page.keyboard.press('Escape');
    await chat.page.keyboard.press('Escape');

    await chat.page.getByLabel('Attach a file').setInputFiles(await pickedVoice());
    await chat.page.getByRole('dialog').waitFor();
    await check('7-dialog');
    await chat.page.keyboard.press('Escape');

    await chat.goTo('Direct messages');
    await check('8-direct');
    await chat.page.locator('.sample').first().click();
    await chat.message('analysed').getByText('Only you can see this').waitFor();
    await check('9-private');
    await chat.goTo('Night shift');
    await check('10-elsewhere');
  });

  it('everything can be done with the keyboard', async () => {
    const chat = await stage.open();
    const { keyboard } = chat.page;
    await chat.field.focus();
    await keyboard.type('/li');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await chat
      .message('No clips')
      .or(chat.message(/\d clips?/))
      .waitFor();
    await chat.focused('Message').waitFor();

    const reached: string[] = [];
    for (let i = 0; i < 14; i += 1) {
      await keyboard.press('Tab');
      reached.push(await chat.page.evaluate<string>('document.activeElement.className'));
    }
    for (const part of ['server', 'log', 'sample']) expect(reached).toContain(part);
  });

  it('the theme is chosen, and kept', async () => {
    const chat = await stage.open({ colorScheme: 'dark' });
    await chat.button('Use the light theme').click();
    await chat.page.reload();
    await chat.button('Use the dark theme').waitFor();
  });
});
