import type { OptionInput, SandboxCommand, SandboxOption } from '../../src/protocol.js';

/** Types of options that the page tells apart, by Discord's numbers. */
export const OPTION = { text: 3, integer: 4, boolean: 5, user: 6, number: 10, file: 11 } as const;

/** What was filled into an option. */
export type DraftValue =
  /** Typed, or chosen from suggestions: then `value` is what the bot gets. */
  | { type: 'text'; text: string; value?: string | number }
  | { type: 'user'; id: string }
  | { type: 'file'; file: File };

/** A slash command while it is filled in. Not modified: each function returns a new one. */
export interface CommandDraft {
  command: SandboxCommand;
  /** Names of the options on show: the required ones and those that were added. */
  shown: readonly string[];
  values: Readonly<Record<string, DraftValue>>;
}

/** A command with nothing filled in but what is given. */
export function startDraft(
  command: SandboxCommand,
  given: Readonly<Record<string, DraftValue>> = {},
): CommandDraft {
  const shown = optionsOf(command).filter(({ name, required }) => required === true || name in given);
  return { command, shown: shown.map(({ name }) => name), values: given };
}

export function withValue(draft: CommandDraft, option: string, value: DraftValue | undefined): CommandDraft {
  const values = { ...draft.values };
  Reflect.deleteProperty(values, option);
  return { ...draft, values: value === undefined ? values : { ...values, [option]: value } };
}

export function withOption(draft: CommandDraft, option: string): CommandDraft {
  return draft.shown.includes(option) ? draft : { ...draft, shown: [...draft.shown, option] };
}

/** Takes an optional option away, with what was filled in. */
export function withoutOption(draft: CommandDraft, option: string): CommandDraft {
  return {
    ...withValue(draft, option, undefined),
    shown: draft.shown.filter((name) => name !== option),
  };
}

/** The options on show, in order. */
export function shownOptions({ command, shown }: CommandDraft): readonly SandboxOption[] {
  return shown.flatMap((name) => optionsOf(command).filter((option) => option.name === name));
}

/** The options that may still be added. */
export function hiddenOptions({ command, shown }: CommandDraft): readonly SandboxOption[] {
  return optionsOf(command).filter(({ name }) => !shown.includes(name));
}

/** Names of the required options without a value. */
export function missingOptions(draft: CommandDraft): readonly string[] {
  return shownOptions(draft)
    .filter(({ name, required }) => required === true && isEmpty(draft.values[name]))
    .map(({ name }) => name);
}

/** The files to leave with the server before the command is sent. */
export function filesOf({ values }: CommandDraft): readonly File[] {
  return Object.values(values).flatMap((value) => (value.type === 'file' ? [value.file] : []));
}

/**
 * The values as the server takes them.
 *
 * @param fileIds - Of the files that were left; a file without an id is left out.
 */
export function toInputs(
  { command, values }: CommandDraft,
  fileIds: ReadonlyMap<File, string> = new Map<File, string>(),
): Record<string, OptionInput> {
  const inputs: Record<string, OptionInput> = {};
  for (const { name, type } of optionsOf(command)) {
    const value = values[name];
    if (value === undefined || isEmpty(value)) continue;
    const input = toInput(value, type, fileIds);
    if (input !== undefined) inputs[name] = input;
  }
  return inputs;
}

function toInput(
  value: DraftValue,
  type: number,
  fileIds: ReadonlyMap<File, string>,
): OptionInput | undefined {
  switch (value.type) {
    case 'user':
      return value.id;
    case 'file': {
      const fileId = fileIds.get(value.file);
      return fileId === undefined ? undefined : { fileId };
    }
    case 'text':
      if (type === OPTION.boolean) return value.text.toLowerCase() === 'true';
      if (value.value !== undefined) return value.value;
      return type === OPTION.integer || type === OPTION.number ? Number(value.text) : value.text;
  }
}

const optionsOf = ({ options = [] }: SandboxCommand) => options;

const isEmpty = (value: DraftValue | undefined) =>
  value === undefined || (value.type === 'text' && value.text === '');
