/** One line of the table: a figure taken within this run, and what it should be. */
export interface Result {
  what: string;
  value: number;
  unit: '×' | 'MB';
  /** What the figure should be; left out where it is only told. */
  target?: { least?: number; most?: number };
  /** What the figure is made of, in words. */
  detail: string;
}

/** A line that this machine has no figure for. */
export interface Skipped {
  what: string;
  skipped: string;
}

export type BenchLine = Result | Skipped;

export const isSkipped = (line: BenchLine): line is Skipped => 'skipped' in line;

/** `undefined` where there is no target. */
export function isOnTarget({ value, target }: Result): boolean | undefined {
  if (!target) return undefined;
  const { least = -Infinity, most = Infinity } = target;
  return value >= least && value <= most;
}
