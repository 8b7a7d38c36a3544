import type { FormFault } from '../rest/api-error.js';
import { FormCheck } from './form-check.js';

export interface ChoiceJson {
  name: string;
  value: string | number;
}

/** Where suggestions break Discord's published limits. */
export function choiceFaults(choices: readonly ChoiceJson[]): FormFault[] {
  const check = new FormCheck();
  const at = ['data', 'choices'];
  check.atMost(at, choices, 25);
  choices.forEach(({ name, value }, i) => {
    check.between([...at, i, 'name'], name, [1, 100]);
    if (typeof value === 'string') check.between([...at, i, 'value'], value, [1, 100]);
  });
  return check.faults;
}
