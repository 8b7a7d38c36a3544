import { cpus } from 'node:os';
import Table from 'cli-table3';
import { locateFfmpeg } from '../src/audio/ffmpeg-path.js';
import { isOnTarget, isSkipped, type BenchLine, type Result } from './result.js';

/** The machine that the figures come from, in one line. */
export async function describeMachine(): Promise<string> {
  const ffmpeg = await locateFfmpeg({ configuredPath: process.env.FFMPEG_PATH });
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const version = ffmpeg?.version ?? 'unknown';
  return `${processor}, ${cpus().length} cores; Node ${process.version}; ffmpeg ${version} (${ffmpeg?.source ?? 'none'})`;
}

const HEAD = ['What', 'Reached', 'Target', '', 'Made of'];

/** The table for a terminal. */
export function linesAsTable(lines: readonly BenchLine[]): string {
  const table = new Table({ head: HEAD, wordWrap: true, colWidths: [44, 11, 9, 9, 48] });
  table.push(...lines.map(cells));
  return table.toString();
}

/** The table in Markdown. */
export function linesAsMarkdown(lines: readonly BenchLine[]): string {
  const row = (parts: readonly string[]) => `| ${parts.join(' | ')} |`;
  return [row(HEAD), row(HEAD.map(() => '---')), ...lines.map((line) => row(cells(line)))].join('\n');
}

function cells(line: BenchLine): string[] {
  if (isSkipped(line)) return [line.what, '-', '', 'skipped', line.skipped];
  const verdict = { true: 'met', false: 'missed', undefined: '' }[String(isOnTarget(line))] ?? '';
  return [line.what, reached(line), wanted(line), verdict, line.detail];
}

const reached = ({ value, unit }: Result) => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`;

function wanted({ target }: Result): string {
  if (!target) return '';
  return target.least === undefined ? `≤ ${target.most ?? ''}` : `≥ ${target.least}`;
}
