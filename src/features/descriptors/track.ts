/** A low-level descriptor: one number per frame. */
export interface Track {
  /** Lower-case words joined by hyphens; unique among the descriptors. */
  readonly name: string;
  /** Unit of the values; `1` for a plain ratio. */
  readonly unit: string;
  /** Shape `[frames]`. */
  readonly values: Float64Array;
}

/** One value for each frame; `of` is called with the frame's number. */
export function perFrame(frames: number, of: (t: number) => number): Float64Array {
  const values = new Float64Array(frames);
  for (let t = 0; t < frames; t += 1) values[t] = of(t);
  return values;
}
