import type { ModalJson } from '@overtone/discord-simulator';
import type { SandboxForm } from '../protocol.js';

/** Several lines, by Discord's number of a text's style. */
const PARAGRAPH = 2;

/** A modal as the page knows it. */
export const formOf = (id: string, { title, components }: ModalJson): SandboxForm => ({
  id,
  title,
  fields: components.map(({ label, description, component }) => ({
    id: component.custom_id,
    label,
    ...(description !== undefined && { description }),
    value: component.value ?? '',
    ...(component.placeholder !== undefined && { placeholder: component.placeholder }),
    isLong: component.style === PARAGRAPH,
    required: component.required ?? true,
    maxLength: component.max_length ?? 4000,
  })),
});
