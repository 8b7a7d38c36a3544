import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/process/package-root.js';
import { buildCommit, describeCommit, type Build } from './build-commit.js';
import { withRecord } from './history.js';
import { describeMachine, linesAsMarkdown, linesAsTable } from './report.js';
import type { BenchLine } from './result.js';
import { againstRows } from './rows/against.js';
import { detectRows } from './rows/detect.js';
import { listingRows } from './rows/listing.js';
import { pythonRows } from './rows/python.js';
import { stageRows } from './rows/stages.js';
import { startRows } from './rows/start.js';
import { throughputRows } from './rows/throughput.js';
import { uploadRows } from './rows/upload.js';
import { createSetting, type Setting } from './setting.js';

/** The table's parts, in its order. */
const ROWS: Record<string, (setting: Setting) => Promise<BenchLine[]>> = {
  stages: stageRows,
  against: againstRows,
  detect: detectRows,
  throughput: throughputRows,
  start: startRows,
  upload: uploadRows,
  python: pythonRows,
  listing: listingRows,
};

const HISTORY = join(packageRoot(), 'bench', 'history.md');

/**
 * `npm run bench -- [--against COMMIT] [--record] [--json FILE] [--markdown FILE] [PART...]`: ratios taken within one run
 * on synthetic clips, shown as a table and written as JSON; with `--record`, into the history as well. A missed target is
 * shown, and fails nothing.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: 'string' },
    record: { type: 'boolean', default: false },
    json: { type: 'string', default: join(packageRoot(), 'test-output', 'bench.json') },
    markdown: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !(name in ROWS));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}`);

const [machine, { commit, isChanged }] = [await describeMachine(), await describeCommit()];
const against = values.against === undefined ? undefined : await build(values.against);
const lines: BenchLine[] = [];
try {
  for (const [name, rows] of Object.entries(ROWS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    lines.push(...(await timed(name, () => linesOf(rows))));
  }
} finally {
  await against?.drop();
}
process.stdout.write(`${commit}${isChanged ? ' with changes' : ''}, ${machine}\n${linesAsTable(lines)}\n`);
await save(values.json, `${JSON.stringify({ commit, machine, lines }, null, 2)}\n`);
if (values.markdown !== undefined) await save(values.markdown, `${machine}\n\n${linesAsMarkdown(lines)}\n`);
if (values.record) {
  const date = new Date().toISOString().slice(0, 10);
  const name = `${commit}${isChanged ? ' with changes' : ''}`;
  await save(HISTORY, withRecord(await readFile(HISTORY, 'utf8'), { commit: name, date, machine, lines }));
}

function build(name: string): Promise<Build> {
  return timed(`building ${name}`, () => buildCommit(name));
}

async function linesOf(rows: (setting: Setting) => Promise<BenchLine[]>): Promise<BenchLine[]> {
  const setting = await createSetting(against);
  try {
    return await rows(setting);
  } finally {
    await setting.close();
  }
}

/** Tells on stderr what goes on, and how long it took. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${what}…`);
  const start = performance.now();
  const result = await work();
  process.stderr.write(` ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  return result;
}

async function save(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
