import { mkdir } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';

/** A file as a browser picks it. */
export interface PickedFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Where the tests leave pictures to look at. */
const PICTURES = 'test-output';

/** The page, as someone uses it. */
export class Chat {
  /** Errors of scripts and of the content security policy. */
  readonly errors: string[] = [];
  /** Addresses outside the sandbox that were asked for. */
  readonly outside: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  async open(url: string): Promise<void> {
    const { host } = new URL(url);
    this.page.on('request', (request) => {
      const asked = new URL(request.url());
      if (/^(http|ws)/.test(asked.protocol) && asked.host !== host) this.outside.push(request.url());
    });
    await this.page.goto(url);
    await this.field.waitFor();
  }

  /** Where one writes. */
  get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  /** What has the focus, if it has this label. */
  focused(label: string): Locator {
    return this.page.locator(`:focus[aria-label="${label}"]`);
  }

  get messages(): Locator {
    return this.page.getByRole('log').locator('li.message');
  }

  get lastMessage(): Locator {
    return this.messages.last();
  }

  /** The last message that holds a text. */
  message(text: string | RegExp): Locator {
    return this.messages.filter({ hasText: text }).last();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** Looks through another member's eyes. */
  async be(name: string): Promise<void> {
    await this.page.getByRole('radio', { name }).check({ force: true });
  }

  async goTo(server: string): Promise<void> {
    const button = this.page
      .getByRole('navigation', { name: 'Servers' })
      .getByRole('button', { name: server });
    await button.click();
    await button.and(this.page.locator('[aria-current="true"]')).waitFor();
  }

  /** Sends a file as it is. */
  async send(file: PickedFile): Promise<Locator> {
    await this.page.getByLabel('Attach a file').setInputFiles(file);
    await this.button('Send as a message').click();
    const message = this.message(file.name);
    await message.waitFor();
    return message;
  }

  /** Uses a command of a message's menu, by keyboard. */
  async useMenu(message: Locator, name: string): Promise<void> {
    await message.hover();
    await message.getByRole('button', { name: 'More' }).press('Enter');
    await this.page.getByRole('menuitem', { name }).press('Enter');
  }

  /** Begins a command by typing it. */
  async begin(command: string): Promise<void> {
    await this.field.fill(`/${command}`);
    await this.page.getByRole('option').first().waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('form', { name: `/${command}` }).waitFor();
  }

  /** `/upload`, and waits until the bot has saved the clip. */
  async upload(file: PickedFile, name: string): Promise<Locator> {
    await this.begin('upload');
    await this.page.getByLabel('audio').setInputFiles(file);
    await this.button('Add name').click();
    await this.page.getByLabel('name', { exact: true }).fill(name);
    await this.page.keyboard.press('Enter');
    const card = this.message('Clip saved').filter({ hasText: name });
    await card.waitFor();
    return card;
  }

  /** A command about a saved clip, chosen from the suggestions. */
  async withClip(command: string, clip: string): Promise<void> {
    await this.begin(command);
    const field = this.page.getByRole('combobox', { name: 'file' });
    if (!(await field.isVisible())) await this.button('Add file').click();
    await field.fill(clip);
    await this.page.getByRole('option', { name: clip }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.keyboard.press('Enter');
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(PICTURES, { recursive: true });
    await this.page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
  }
}
