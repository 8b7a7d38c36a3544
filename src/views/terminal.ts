import Table from 'cli-table3';
import { voicedSeconds, type Detection } from '../domain/detection.js';
import { ranked } from '../domain/emotions.js';
import { formatDuration, formatPercent } from '../domain/format.js';
import { confidenceSentence } from './confidence.js';

/** What became of one file. */
export type FileOutcome =
  { file: string; detection: Detection } | { file: string; error: { code: string; message: string } };

/**
 * One line of JSON, for programs: all that a detection says of itself and of its windows, and how much voice there is in
 * the whole clip, within [0, 1]. Which sound was heard is always said: `track`, from 1, and `heardChannels`, from 1 or
 * `all`.
 */
export function jsonLine(outcome: FileOutcome): string {
  if ('error' in outcome) return JSON.stringify(outcome);
  const { file, detection } = outcome;
  const { track = 1, heardChannels = 'all' } = detection;
  return JSON.stringify({
    file,
    ...detection,
    voiceActivity: voiceActivityOf(detection),
    track,
    heardChannels,
  });
}

/** The share of the clip in which somebody speaks; windows leave out silence. */
function voiceActivityOf({ windows, durationSec }: Detection): number {
  const voicedSec = windows.reduce((sum, window) => sum + voicedSeconds(window), 0);
  // Rounding must not take it above 1.
  return Math.min(1, voicedSec / durationSec);
}

/** A table with a bar for each of the leading emotions, for people. */
export function terminalTable(outcomes: readonly FileOutcome[]): string {
  const table = new Table({
    head: ['File', 'Length', 'Emotion', 'Probabilities'],
    style: { head: ['bold'] },
  });
  for (const outcome of outcomes) {
    if ('error' in outcome) table.push([plain(outcome.file), '', 'none', outcome.error.message]);
    else {
      const { detection, file } = outcome;
      table.push([
        plain(file),
        formatDuration(detection.durationSec),
        confidenceSentence(detection),
        bars(detection),
      ]);
    }
  }
  return table.toString();
}

const BAR_WIDTH = 20;
const LEADERS = 3;

function bars({ probabilities }: Detection): string {
  return ranked(probabilities)
    .slice(0, LEADERS)
    .map(({ emotion, probability }) => {
      const bar = '█'.repeat(Math.round(probability * BAR_WIDTH)).padEnd(BAR_WIDTH, '·');
      return `${emotion.padEnd(9)} ${bar} ${formatPercent(probability).padStart(5)}`;
    })
    .join('\n');
}

/** A file's name without what a terminal would obey. */
const plain = (file: string) => file.replace(/\p{Cc}/gu, '?');
