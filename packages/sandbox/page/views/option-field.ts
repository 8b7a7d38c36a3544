import { html, type TemplateResult } from 'lit';
import type { SandboxOption, SandboxUser } from '../../src/protocol.js';
import type { Choices } from '../client/socket.js';
import { OPTION, type DraftValue } from '../logic/command-draft.js';
import './option-combobox.js';

/** What an option's field needs. */
export interface OptionFieldFacts {
  option: SandboxOption;
  value: DraftValue | undefined;
  users: readonly SandboxUser[];
  isMissing: boolean;
  /** Suggestions of the bot. */
  suggest: (typed: string) => Promise<Choices>;
  change: (value: DraftValue | undefined) => void;
  /** Called when a value was chosen: the field is done. */
  done: () => void;
}

/** The field of one option, by its type. */
export function optionField(facts: OptionFieldFacts): TemplateResult {
  return facts.option.type === OPTION.file ? fileField(facts) : textField(facts);
}

function textField({ option, value, users, isMissing, suggest, change, done }: OptionFieldFacts) {
  const fixed = fixedChoices(option, users);
  const search = option.autocomplete
    ? suggest
    : fixed && ((typed: string) => Promise.resolve(fixed.filter(({ name }) => holds(name, typed))));
  return html`<option-combobox
    .name=${option.name}
    .description=${option.description}
    .text=${textOf(value, users)}
    .isMissing=${isMissing}
    .suggest=${search}
    .onType=${(text: string) => {
      change(text === '' ? undefined : { type: 'text', text });
    }}
    .onPick=${(choice: Choices[number]) => {
      change(
        option.type === OPTION.user
          ? { type: 'user', id: String(choice.value) }
          : { type: 'text', text: choice.name, value: choice.value },
      );
      done();
    }}
  ></option-combobox>`;
}

function fileField({ option, value, isMissing, change, done }: OptionFieldFacts) {
  const file = value?.type === 'file' ? value.file : undefined;
  const pick = (files: FileList | null | undefined) => {
    if (!files?.[0]) return;
    change({ type: 'file', file: files[0] });
    done();
  };
  return html`
    <label
      class="file-field"
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        event.stopPropagation();
        pick(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        class="hidden"
        id=${`option-${option.name}`}
        aria-label=${option.name}
        aria-invalid=${isMissing ? 'true' : 'false'}
        aria-describedby="option-help"
        @change=${(event: Event) => {
          pick((event.target as HTMLInputElement).files);
        }}
      />
      <span>${file?.name ?? 'Choose or drop a file'}</span>
    </label>
  `;
}

function fixedChoices({ type, choices }: SandboxOption, users: readonly SandboxUser[]): Choices | undefined {
  if (type === OPTION.user) return users.map(({ id, name }) => ({ name, value: id }));
  if (type === OPTION.boolean) return ['True', 'False'].map((name) => ({ name, value: name.toLowerCase() }));
  return choices;
}

const holds = (name: string, typed: string) => name.toLowerCase().includes(typed.toLowerCase());

function textOf(value: DraftValue | undefined, users: readonly SandboxUser[]): string {
  if (value?.type === 'text') return value.text;
  if (value?.type === 'user') return users.find(({ id }) => id === value.id)?.name ?? value.id;
  return '';
}
