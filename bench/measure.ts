/** Times of one piece of work, in milliseconds. */
export interface Measured {
  median: number;
  /** Half the distance between the quartiles: how much it varies. */
  spread: number;
  runs: number;
}

export interface Runs {
  /** Runs before those that are measured. */
  warmUp: number;
  runs: number;
}

/** A piece of work; one that returns a number has measured its milliseconds itself. */
type Work = () => unknown;

/** Runs work some times unmeasured, then measures it. */
export async function measure(work: Work, options: Runs): Promise<Measured> {
  return (await measureInTurns({ work }, options)).work;
}

/** Measures several pieces of work in turns, so that whatever else the machine does hits them alike. */
export async function measureInTurns<Name extends string>(
  works: Record<Name, Work>,
  { warmUp, runs }: Runs,
): Promise<Record<Name, Measured>> {
  const entries = Object.entries(works) as [Name, Work][];
  const times = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let i = -warmUp; i < runs; i += 1) {
    for (const [name, work] of entries) {
      const start = performance.now();
      const own = await work();
      const ms = typeof own === 'number' ? own : performance.now() - start;
      if (i >= 0) times.get(name)!.push(ms);
    }
  }
  const measured = entries.map(([name]) => [name, medianOf(times.get(name)!)] as const);
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

/** @param times - At least one. */
export function medianOf(times: readonly number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { median: at(0.5), spread: (at(0.75) - at(0.25)) / 2, runs: sorted.length };
}

/** `12.3 ± 0.4 ms` or `1.23 ± 0.04 s`. */
export function inWords({ median, spread }: Measured): string {
  return median < 1000
    ? `${median.toFixed(1)} ± ${spread.toFixed(1)} ms`
    : `${(median / 1000).toFixed(2)} ± ${(spread / 1000).toFixed(2)} s`;
}
