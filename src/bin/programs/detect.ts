import { SingleBar } from 'cli-progress';
import { Command, CommanderError } from 'commander';
import { loadConfig } from '../../process/config.js';
import type { Detection } from '../../domain/detection.js';
import { toUserError } from '../../domain/errors.js';
import { openEngine } from '../../detector/engine.js';
import { createDetectFile } from '../../detector/detect-file.js';
import { createLogger } from '../../process/logger.js';
import { createOpenArgument } from './argument-file.js';
import { jsonLine, terminalTable, type FileOutcome } from '../../views/terminal.js';

/** Names the emotion in what an argument names. */
type DetectArgument = (argument: string) => Promise<Detection>;

/** `npm run --silent detect -- [--json] FILE...`: the bot's detector without Discord. */
export async function main(): Promise<boolean> {
  // A reader of the output may stop early, as `head` does.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });

  const given = readArguments();
  if (given === 'help') return true;
  const { files, json } = given;

  const config = loadConfig();
  const { codec, analyser } = await openEngine(config, createLogger('silent'));
  const { maxClipSec, maxClipBytes } = config.limits;
  const detectFile = createDetectFile({ decoder: codec, analyser, maxClipSec });
  const openArgument = createOpenArgument({ folder: config.callerDir, maxBytes: maxClipBytes });
  const detectArgument: DetectArgument = async (argument) => {
    const file = await openArgument(argument);
    return detectFile(file.path).finally(() => file.drop());
  };
  try {
    const outcomes = json ? await asLines(detectArgument, files) : await asTable(detectArgument, files);
    return !outcomes.some((outcome) => 'error' in outcome);
  } finally {
    await analyser.close();
  }
}

/** @throws CommanderError, whose message says what is wrong with them. */
function readArguments(): { files: string[]; json: boolean } | 'help' {
  const program = new Command('detect')
    .description('Name the emotion in the voice of each file.')
    .option('--json', 'one JSON line per file, in order', false)
    .argument('<file...>', 'sound files, or videos with sound; - for standard input')
    .configureOutput({ writeErr: () => undefined }) // The error is shown where it is caught.
    .exitOverride();
  try {
    program.parse();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 'help';
    throw error;
  }
  return { files: program.args, json: program.opts<{ json: boolean }>().json };
}

async function asLines(detect: DetectArgument, files: string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for await (const outcome of inOrder(detect, files)) {
    process.stdout.write(`${jsonLine(outcome)}\n`);
    outcomes.push(outcome);
  }
  return outcomes;
}

async function asTable(detect: DetectArgument, files: string[]): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  const bar =
    files.length > 1
      ? new SingleBar({ format: '{bar} {value}/{total} files, {eta_formatted} left', clearOnComplete: true })
      : undefined;
  bar?.start(files.length, 0);
  for await (const outcome of inOrder(detect, files)) {
    outcomes.push(outcome);
    bar?.increment();
  }
  bar?.stop();
  process.stdout.write(`${terminalTable(outcomes)}\n`);
  return outcomes;
}

/** Files that are listened to at a time: while one is analysed, the next is decoded. */
const FILES_AHEAD = 3;

async function* inOrder(detect: DetectArgument, files: readonly string[]): AsyncGenerator<FileOutcome> {
  const started: Promise<FileOutcome>[] = [];
  for (const [i] of files.entries()) {
    while (started.length < Math.min(files.length, i + FILES_AHEAD)) {
      started.push(outcomeOf(detect, files[started.length]!));
    }
    yield await started[i]!;
  }
}

async function outcomeOf(detect: DetectArgument, file: string): Promise<FileOutcome> {
  try {
    return { file, detection: await detect(file) };
  } catch (error) {
    const { code, message } = toUserError(error);
    return { file, error: { code, message } };
  }
}
