import type { BenchLine } from './result.js';
import { linesAsMarkdown } from './report.js';

export interface Recorded {
  /** Short name, and ` with changes` where it was not what lies there. */
  commit: string;
  /** Day, as `2026-01-31`. */
  date: string;
  machine: string;
  lines: readonly BenchLine[];
}

/**
 * Puts a run into the history, the latest first, in place of what the same commit had.
 *
 * @param history - The page so far, which begins with its title and words about it.
 */
export function withRecord(history: string, { commit, date, machine, lines }: Recorded): string {
  const [head, ...sections] = history.split(/^(?=## )/m);
  const heading = `## ${commit}, ${date}`;
  const section = `${heading}\n\n${machine}\n\n${linesAsMarkdown(lines)}\n\n`;
  const others = sections.filter((other) => !other.startsWith(`## ${commit}, `));
  return `${[head, section, ...others].join('').trimEnd()}\n`;
}
