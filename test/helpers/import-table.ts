import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/process/package-root.js';

/** A folder or file, and what it may import: of this project by path prefix, and packages by name. */
export interface ImportRule {
  place: string;
  own: string[];
  packages: string[];
}

/** The import table: every row of the tables of rooms in `docs/architecture.md`, in order. */
export function readImportTable(): ImportRule[] {
  const page = readFileSync(join(packageRoot(), 'docs', 'architecture.md'), 'utf8');
  const tables = page.split(/\n\n+/).filter((block) => /^\| room\b/.test(block));
  return tables.flatMap((table) => table.trim().split('\n').slice(2).map(readRow));
}

function readRow(row: string): ImportRule {
  const [, places, , own, packages] = row.split('|').map(quoted);
  return { place: places![0]!, own: own!, packages: packages! };
}

/** What a cell holds in backticks. */
const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!);
