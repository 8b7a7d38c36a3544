import type { ShapedValues } from '../domain/shaped-values.js';

/** Lengths along each axis; `null` is one that varies. */
export type Shape = readonly (number | null)[];

/** A shape as errors name it: `[any, 64]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.map((length) => length ?? 'any').join(', ')}]`;
}

export function isSameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Whether values have a shape, lengths that vary aside, and are as many as their own shape says. */
export function fits({ values, shape }: ShapedValues, expected: Shape): boolean {
  const size = shape.reduce((product, length) => product * length, 1);
  const isAsExpected = shape.every((length, axis) => (expected[axis] ?? length) === length);
  return shape.length === expected.length && isAsExpected && values.length === size;
}
