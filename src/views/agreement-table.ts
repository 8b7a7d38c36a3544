import Table from 'cli-table3';
import type { Detection } from '../domain/detection.js';
import { formatPercent } from '../domain/format.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';

/** How often uploaders agree, for a terminal. */
export function agreementTable(
  groups: readonly (Pick<Detection, 'emotion' | 'confidence'> & { labels: number; agreed: number })[],
): string {
  const table = new Table({
    head: ['Answer', 'How sure', 'Labels', 'Agree'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: ['bold'] },
  });
  for (const { emotion, confidence, labels, agreed } of groups) {
    table.push([EMOTION_STYLE[emotion].label, confidence, labels, formatPercent(agreed / labels)]);
  }
  return table.toString();
}
