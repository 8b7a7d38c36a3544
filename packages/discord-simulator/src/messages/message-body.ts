import type { APIEmbed, RESTAPIAttachment } from 'discord.js';

/** A component as sent; only what the small Discord looks at is named. */
export interface ComponentJson {
  type: number;
  id?: number;
  custom_id?: string;
  label?: string;
  style?: number;
  url?: string;
  disabled?: boolean;
  emoji?: unknown;
  placeholder?: string;
  options?: SelectOptionJson[];
  min_values?: number;
  max_values?: number;
  components?: ComponentJson[];
}

/** One choice of a select menu. */
export interface SelectOptionJson {
  label: string;
  value: string;
  description?: string;
  emoji?: unknown;
  default?: boolean;
}

export interface AllowedMentionsJson {
  parse?: string[];
  users?: string[];
  roles?: string[];
  replied_user?: boolean;
}

/** What creates or edits a message. In an edit, what is left out stays. */
export interface MessageBody {
  content?: string | null;
  embeds?: APIEmbed[] | null;
  components?: ComponentJson[] | null;
  flags?: number | null;
  allowed_mentions?: AllowedMentionsJson | null;
  attachments?: RESTAPIAttachment[] | null;
}

/** Every component, rows and what is in them, in order. */
export function flatComponents(components: readonly ComponentJson[]): ComponentJson[] {
  return components.flatMap((component) => [component, ...flatComponents(component.components ?? [])]);
}

/** Numbers components in order, rows included, as Discord does with those that came without an id. */
export function numbered(components: readonly ComponentJson[]): ComponentJson[] {
  const copy = structuredClone(components) as ComponentJson[];
  const taken = new Set(flatComponents(copy).map(({ id }) => id));
  let next = 1;
  for (const component of flatComponents(copy)) {
    while (taken.has(next)) next += 1;
    component.id ??= next++;
  }
  return copy;
}
