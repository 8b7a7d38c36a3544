/** Receives functionals one by one; the order of calls is the order of the model's inputs. */
export interface FunctionalSink {
  /**
   * @param name - What it is: the track and the statistic, such as `mfcc-3.p95`.
   * @param unit - Unit of the value; `1` for a plain ratio.
   */
  add(name: string, unit: string, value: number): void;
}
