import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/process/package-root.js';
import { describeMachine, linesAsMarkdown, linesAsTable } from './report.js';
import type { BenchLine } from './result.js';
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
  start: startRows,
  upload: uploadRows,
  listing: listingRows,
  throughput: throughputRows,
  python: pythonRows,
  detect: detectRows,
};

/**
 * `npm run bench -- [--json FILE] [--markdown FILE] [PART...]`: ratios taken within one run on synthetic clips, shown
 * as a table and written as JSON. A missed target is shown, and fails nothing.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string', default: join(packageRoot(), 'test-output', 'bench.json') },
    markdown: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !(name in ROWS));
if (unknown.length > 0)
  throw new Error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(ROWS).join(', ')}`);

const machine = await describeMachine();
const lines: BenchLine[] = [];
for (const [name, rows] of Object.entries(ROWS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  process.stderr.write(`${name}…\n`);
  const setting = await createSetting();
  try {
    lines.push(...(await rows(setting)));
  } finally {
    await setting.close();
  }
}
process.stdout.write(`${machine}\n${linesAsTable(lines)}\n`);
await save(values.json, `${JSON.stringify({ machine, lines }, null, 2)}\n`);
if (values.markdown !== undefined) await save(values.markdown, `${machine}\n\n${linesAsMarkdown(lines)}\n`);

async function save(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
