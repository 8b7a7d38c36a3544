import { ComponentType, type EmbedBuilder } from 'discord.js';
import type { Payload } from '../../src/views/payload.js';

/** A payload as Discord would get it, without the files. */
export const sent = ({ embeds = [], components = [] }: Payload) => ({
  embeds: embeds.map((embed) => (embed as EmbedBuilder).toJSON()),
  buttons: componentsOf(components)
    .filter(({ type }) => type === ComponentType.Button)
    .map(({ custom_id, label, disabled }) => ({ custom_id, label, disabled })),
  choices: componentsOf(components).flatMap(({ options = [] }) => options),
});

interface ComponentJson {
  type: ComponentType;
  custom_id: string;
  label?: string;
  disabled?: boolean;
  options?: { label: string; value: string; description?: string; default?: boolean }[];
}

const componentsOf = (rows: NonNullable<Payload['components']>) =>
  rows.flatMap((row) => (row as { toJSON(): { components: ComponentJson[] } }).toJSON().components);
