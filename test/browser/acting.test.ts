import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContextOptions } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Chat } from './chat.js';
import { pickedVoice } from './sounds.js';
import { describeInBrowser } from './stage.js';

const CHOOSE = 'Choose a clip…';
const HEARD = /^Its uploader may say: what do you hear\?/;

/** A page of clips whose name holds a text. */
async function list(chat: Chat, name: string) {
  await chat.begin('list');
  await chat.button('Add name').click();
  await chat.page.getByLabel('name', { exact: true }).fill(name);
  await chat.page.keyboard.press('Enter');
  const page = chat.message(`with “${name}” in the name`);
  await page.waitFor();
  return page;
}

async function seriousFaults({ page }: Chat) {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await found.run();
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
  });
}

describeInBrowser('acting on a clip', (stage) => {
  it('from the list, with the mouse: choose it, hear it, rename it, delete it', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Mouse clip');
    const page = await list(chat, 'Mouse');
    await page.getByRole('button', { name: CHOOSE }).click();
    await chat.page.getByRole('option', { name: 'Mouse clip' }).click();
    const card = chat.message('Last').or(chat.message('Duration')).last();
    await card.getByText('Only you can see this').waitFor();

    await card.getByRole('button', { name: 'Detect' }).click();
    const answer = chat.message('analysed').filter({ hasText: 'Mouse clip' });
    await answer.getByText('Only you can see this').waitFor();

    await card.getByRole('button', { name: 'Rename' }).click();
    const dialog = chat.page.getByRole('dialog', { name: 'Rename this clip' });
    const field = dialog.getByRole('textbox', { name: 'New name' });
    expect(await field.inputValue()).toBe('Mouse clip');
    await chat.screenshot('rename-form');
    await field.fill('Renamed clip');
    await dialog.getByRole('button', { name: 'Submit' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByText('Renamed clip').waitFor();

    await card.getByRole('button', { name: 'Delete' }).click();
    await chat.message('Delete this clip?').getByRole('button', { name: 'Delete' }).click();
    await chat.message('Renamed clip is deleted.').waitFor();
  });

  it('by keyboard alone', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Keyboard clip');
    const page = await list(chat, 'Keyboard');
    const { keyboard } = chat.page;
    const menu = page.getByRole('button', { name: CHOOSE });
    await menu.focus();
    await keyboard.press('ArrowDown');
    await chat.page.locator('[role=option]:focus', { hasText: 'Keyboard clip' }).waitFor();
    await keyboard.press('Escape');
    await chat.focused(CHOOSE).waitFor();
    await keyboard.press('Enter');
    await chat.page.locator('[role=option]:focus').waitFor();
    await keyboard.press('Enter');
    const card = chat.message('Duration').filter({ hasText: 'Only you can see this' });
    await card.getByText('Keyboard clip').waitFor();
    await card.getByRole('button', { name: 'Rename' }).focus();
    await keyboard.press('Enter');
    await chat.page.getByRole('dialog', { name: 'Rename this clip' }).waitFor();
    await keyboard.type('Typed name');
    await keyboard.press('Enter');
    await card.getByText('Typed name').waitFor();
    await chat.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('says what one hears, beside the answer, and only for whoever uploaded it', async () => {
    const chat = await stage.open();
    await chat.upload(await pickedVoice(), 'Judged');
    await chat.withClip('detect', 'Judged');
    const answer = chat.message('analysed').filter({ hasText: 'Judged' });
    await answer.getByRole('button', { name: HEARD }).click();
    await chat.page.getByRole('option', { name: 'Sad' }).click();
    await answer.getByText('Its uploader hears').waitFor();
    await answer.locator('.field', { hasText: 'Sad' }).waitFor();
    expect(await answer.getByRole('button', { name: HEARD }).getAttribute('aria-label')).toContain(
      'Chosen: Sad',
    );

    await chat.be('Ben');
    await answer.getByRole('button', { name: HEARD }).click();
    await chat.page.getByRole('option', { name: 'Happy' }).click();
    await chat.message('Only whoever uploaded that clip').waitFor();
    await answer.locator('.field', { hasText: 'Sad' }).waitFor();
  });

  it('begins a command that /help mentions', async () => {
    const chat = await stage.open();
    await chat.begin('help');
    await chat.page.keyboard.press('Enter');
    const help = chat.message('Who may use which command');
    await help.getByRole('button', { name: '/my-data' }).first().click();
    await chat.page.getByRole('form', { name: '/my-data' }).waitFor();
    await chat.page.keyboard.press('Enter');
    await chat.message(/Your data on this server|keeps no clips of yours/).waitFor();
  });

  const LOOKS: [string, BrowserContextOptions][] = [
    ['dark', { colorScheme: 'dark' }],
    ['light', { colorScheme: 'light' }],
    ['phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true }],
  ];

  it.each(LOOKS)('shows menus, cards and forms without serious faults: %s', async (look, options) => {
    const chat = await stage.open(options);
    await chat.upload(await pickedVoice(), `Seen ${look}`);
    await chat.withClip('detect', `Seen ${look}`);
    const answer = chat.message('analysed').filter({ hasText: `Seen ${look}` });
    await answer.getByRole('button', { name: HEARD }).click();
    await chat.screenshot(`label-menu-${look}`);
    expect(await seriousFaults(chat)).toEqual([]);
    await chat.page.getByRole('option', { name: 'Calm' }).click();
    await answer.locator('.field', { hasText: 'Calm' }).waitFor();
    await chat.screenshot(`labelled-${look}`);

    const page = await list(chat, `Seen ${look}`);
    await page.getByRole('button', { name: CHOOSE }).click();
    await chat.screenshot(`list-menu-${look}`);
    expect(await seriousFaults(chat)).toEqual([]);
    await chat.page.getByRole('option', { name: `Seen ${look}` }).click();
    const card = chat.message('Last heard');
    await card.getByText('Only you can see this').waitFor();
    await chat.screenshot(`clip-card-${look}`);
    await card.getByRole('button', { name: 'Rename' }).click();
    await chat.page.getByRole('dialog').waitFor();
    await chat.screenshot(`rename-${look}`);
    expect(await seriousFaults(chat)).toEqual([]);
    const wide = await chat.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(wide).toBeLessThanOrEqual(0);
  });
});
