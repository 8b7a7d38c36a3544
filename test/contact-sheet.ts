import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMOTIONS, toProbabilities } from '../src/domain/emotions.js';
import { detectionPicture } from '../src/views/pictures/detection-picture.js';
import { timelinePicture } from '../src/views/pictures/timeline-picture.js';
import { detection, probabilities, windowDetection } from './helpers/builders.js';

/** `npx tsx test/contact-sheet.ts FOLDER`: every kind of picture on Discord's two grounds, for a person to look at. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: npx tsx test/contact-sheet.ts FOLDER');
mkdirSync(folder, { recursive: true });

const happy = toProbabilities([0.03, 0.02, 0.71, 0.01, 0.04, 0.05, 0.02, 0.12]);
const timeline = (count: number) =>
  detection({
    durationSec: 2 * count + 2,
    windows: Array.from({ length: count }, (_, i) =>
      windowDetection({
        startSec: 2 * i,
        endSec: 2 * i + 4,
        voiceActivity: 0.4 + 0.4 * Math.sin(i),
        probabilities: probabilities({
          [EMOTIONS[Math.floor((8 * i) / count)]!]: 0.5 + 0.2 * Math.sin(3 * i),
        }),
      }),
    ),
  });

const pictures = {
  clear: await detectionPicture(detection({ probabilities: happy })),
  unsure: await detectionPicture(
    detection({ confidence: 'unsure', probabilities: probabilities({ sad: 0.34, calm: 0.31 }) }),
  ),
  certain: await detectionPicture(detection({ probabilities: probabilities({ angry: 1 }) })),
  'all-equal': await detectionPicture(
    detection({ confidence: 'unsure', probabilities: toProbabilities(Array(8).fill(1 / 8)) }),
  ),
  'timeline-2': await timelinePicture(timeline(2)),
  'timeline-16': await timelinePicture(timeline(16)),
  'timeline-449': await timelinePicture(timeline(449)),
};

for (const [name, { png }] of Object.entries(pictures)) writeFileSync(join(folder, `${name}.png`), png);
const cells = Object.entries(pictures).map(
  ([name, { altText }]) =>
    `<figure><img src="${name}.png" alt="${altText}" width="400"><figcaption>${name}</figcaption></figure>`,
);
const row = (ground: string, ink: string) =>
  `<section style="background:${ground};color:${ink}">${cells.join('')}</section>`;
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>body{margin:0;font:14px sans-serif}
section{display:flex;flex-wrap:wrap;gap:16px;padding:16px}figure{margin:0}</style>${row('#313338', '#fff')}${row('#fff', '#000')}`,
);
process.stdout.write(`${join(folder, 'index.html')}\n`);
