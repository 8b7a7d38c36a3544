import type { FormFault } from '../rest/api-error.js';

type Path = readonly (string | number)[];

/** Collects the faults of a form, worded as Discord words them. */
export class FormCheck {
  readonly faults: FormFault[] = [];

  add(path: Path, code: string, message: string): void {
    this.faults.push({ path, code, message });
  }

  required(path: Path, value: unknown): boolean {
    const there = value !== undefined && value !== null && value !== '';
    if (!there) this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
    return there;
  }

  atMost(path: Path, value: string | ArrayLike<unknown> | null | undefined, max: number): void {
    if (sizeOf(value) > max) {
      this.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`);
    }
  }

  between(
    path: Path,
    value: string | ArrayLike<unknown> | null | undefined,
    [min, max]: [number, number],
  ): void {
    if (value === undefined || value === null) return;
    const size = sizeOf(value);
    if (size < min || size > max) {
      this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
    }
  }
}

/** Discord counts characters, not UTF-16 units. */
export function sizeOf(value: string | ArrayLike<unknown> | null | undefined): number {
  if (value === undefined || value === null) return 0;
  return typeof value === 'string' ? Array.from(value).length : value.length;
}
