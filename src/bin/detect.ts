import { access, constants } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { loadConfig } from '../process/config.js';
import { toUserError, UserError } from '../domain/errors.js';
import { openEngine } from '../detector/engine.js';
import { createDetectFile, type DetectFile } from '../detector/detect-file.js';
import { createLogger } from '../process/logger.js';
import { runScript } from '../process/run-script.js';
import { jsonLine, terminalTable, type FileOutcome } from '../views/terminal.js';

/** `npm run --silent detect -- [--json] FILE...`: the bot's detector without Discord. */
runScript(async () => {
  const program = new Command('detect')
    .description('Name the emotion in the voice of each file.')
    .option('--json', 'one JSON line per file, in order')
    .argument('<file...>', 'sound files, or videos with sound')
    .parse();
  const { json } = program.opts<{ json?: true }>();
  const files = program.args;

  const config = loadConfig();
  const { codec, analyser } = await openEngine(config, createLogger('silent'));
  const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec: config.limits.maxClipSec });
  try {
    const outcomes = json ? await asLines(detectFile, files) : await asTable(detectFile, files);
    return !outcomes.some((outcome) => 'error' in outcome);
  } finally {
    await analyser.close();
  }
});

async function asLines(detectFile: DetectFile, files: string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for await (const outcome of inOrder(detectFile, files)) {
    process.stdout.write(`${jsonLine(outcome)}\n`);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function asTable(detectFile: DetectFile, files: string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const bar =
    files.length > 1
      ? new SingleBar({ format: '{bar} {value}/{total} files, {eta_formatted} left', clearOnComplete: true })
      : undefined;
  bar?.start(files.length, 0);
  for await (const outcome of inOrder(detectFile, files)) {
    outcomes.push(outcome);
    bar?.increment();
  }
  bar?.stop();
  process.stdout.write(`${terminalTable(outcomes)}\n`);
  return outcomes;
}

/** Files that are listened to at a time: while one is analysed, the next is decoded. */
const FILES_AHEAD = 3;

async function* inOrder(detectFile: DetectFile, files: readonly string[]): AsyncGenerator<FileOutcome> {
  const started: Promise<FileOutcome>[] = [];
  for (const [i] of files.entries()) {
    while (started.length < Math.min(files.length, i + FILES_AHEAD)) {
      started.push(outcomeOf(detectFile, files[started.length]!));
    }
    yield await started[i]!;
  }
}

async function outcomeOf(detectFile: DetectFile, file: string): Promise<FileOutcome> {
  try {
    await access(file, constants.R_OK).catch((cause: unknown) => {
      throw new UserError('FILE_UNREADABLE', { cause });
    });
    return { file, detection: await detectFile(file) };
  } catch (error) {
    const { code, message } = toUserError(error);
    return { file, error: { code, message } };
  }
}

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
