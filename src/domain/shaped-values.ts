/** Numbers, row-major, and their shape. */
export interface ShapedValues {
  values: Float32Array;
  shape: readonly number[];
}
