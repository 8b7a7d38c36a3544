/** A low-level descriptor: one number per frame. */
export interface Track {
  /** Lower-case words joined by hyphens; unique among the descriptors. */
  readonly name: string;
  /** Unit of the values; `1` for a plain ratio. */
  readonly unit: string;
  /** Shape `[frames]`. */
  readonly values: Float64Array;
}
