import type { APIEmbed } from 'discord.js';
import { sizeOf, type FormCheck } from './form-check.js';

const TOTAL = 6000;

export function checkEmbeds(check: FormCheck, embeds: readonly APIEmbed[], at: readonly string[]): void {
  check.atMost(at, embeds, 10);
  let total = 0;
  embeds.forEach((embed, i) => {
    checkEmbed(check, embed, [...at, i]);
    total += charactersOf(embed);
    if (total > TOTAL) {
      const message = `Embed size exceeds maximum size of ${TOTAL}`;
      check.add([...at, i], 'MAX_EMBED_SIZE_EXCEEDED', message);
    }
  });
}

function checkEmbed(check: FormCheck, embed: APIEmbed, at: readonly (string | number)[]): void {
  check.atMost([...at, 'title'], embed.title, 256);
  check.atMost([...at, 'description'], embed.description, 4096);
  check.atMost([...at, 'footer', 'text'], embed.footer?.text, 2048);
  check.atMost([...at, 'author', 'name'], embed.author?.name, 256);
  check.atMost([...at, 'fields'], embed.fields, 25);
  embed.fields?.forEach(({ name, value }, i) => {
    if (check.required([...at, 'fields', i, 'name'], name))
      check.atMost([...at, 'fields', i, 'name'], name, 256);
    if (check.required([...at, 'fields', i, 'value'], value))
      check.atMost([...at, 'fields', i, 'value'], value, 1024);
  });
}

/** What counts towards the total of all embeds. */
function charactersOf({ title, description, footer, author, fields = [] }: APIEmbed): number {
  const texts = [
    title,
    description,
    footer?.text,
    author?.name,
    ...fields.flatMap(({ name, value }) => [name, value]),
  ];
  return texts.reduce((sum, text) => sum + sizeOf(text), 0);
}
