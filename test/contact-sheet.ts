import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AttachmentBuilder } from 'discord.js';
import { messageCommands, slashCommands } from '../commands/registry.js';
import { EMOTIONS, toProbabilities } from '../src/domain/emotions.js';
import { ERROR_CODES, UserError } from '../src/domain/errors.js';
import { clipCard } from '../src/views/clip-card.js';
import { clipList } from '../src/views/clip-list.js';
import { deleted, deleteQuestion, kept } from '../src/views/delete-confirmation.js';
import { clipDetectionMessage, detectionMessage } from '../src/views/detection-message.js';
import { errorMessage } from '../src/views/error-message.js';
import { forgetQuestion, forgotten, nothingKept } from '../src/views/forget-confirmation.js';
import { helpMessage } from '../src/views/help-message.js';
import type { Payload } from '../src/views/payload.js';
import { myDataMessage } from '../src/views/my-data-message.js';
import { renamed } from '../src/views/rename-form.js';
import { playMessage } from '../src/views/play-message.js';
import { savedSounds } from '../src/views/saved-sounds.js';
import { soundsAnswer } from '../src/views/sounds-answer.js';
import { uploadCard } from '../src/views/upload-card.js';
import { ALICE, BOB, clip, detection, probabilities, RULES, windowDetection } from './helpers/builders.js';
import { escape, messageHtml } from './helpers/message-html.js';

/**
 * `npx tsx test/contact-sheet.ts FOLDER`: every kind of message, at the width of a phone and on Discord's two grounds,
 * for a person to look at. The pictures lie beside the page.
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: npx tsx test/contact-sheet.ts FOLDER');
mkdirSync(folder, { recursive: true });

const LONG_NAME = 'The longest name that a clip may have, and every one of its eighty letters shown'.padEnd(
  80,
);
const happy = detection({ probabilities: toProbabilities([0.03, 0.02, 0.71, 0.01, 0.04, 0.05, 0.02, 0.12]) });
const surprised = detection({ emotion: 'surprised', probabilities: probabilities({ surprised: 1 }) });
const unsure = detection({
  emotion: 'sad',
  runnerUp: 'calm',
  confidence: 'unsure',
  probabilities: probabilities({ sad: 0.34, calm: 0.31 }),
});
const allEqual = detection({
  emotion: 'neutral',
  runnerUp: 'calm',
  confidence: 'unsure',
  probabilities: toProbabilities(Array(8).fill(1 / 8)),
});
/** All eight emotions lead in turn: each once, or by the window. */
const long = (count: number, restless = false) => {
  const windows = Array.from({ length: count }, (_, i) => {
    const leader = EMOTIONS[restless ? (i * 7) % 8 : Math.floor((8 * i) / count)]!;
    return windowDetection({
      startSec: 2 * i,
      endSec: 2 * i + 4,
      voiceActivity: 0.4 + 0.4 * Math.sin(i),
      probabilities: probabilities({ [leader]: 0.5 + 0.2 * Math.sin(3 * i) }),
    });
  });
  return detection({ ...happy, durationSec: 2 * count + 2, windows });
};

const noRenderer = () => Promise.reject(new Error('no renderer'));
const noPictures = { detectionPicture: noRenderer, timelinePicture: noRenderer };
const list = { readerId: ALICE, uploaderId: undefined, page: 0 };
const playable = {
  path: 'x',
  fileName: 'x.ogg',
  compressed: true,
  converted: false,
  release: () => Promise.resolve(),
};
const someClips = [clip({ detection: happy }), clip({ name: '**wild** _name_' }), clip({ name: LONG_NAME })];

const part = {
  json: new Uint8Array(),
  zipPath: 'x',
  first: 1,
  last: 3,
  total: 3,
  copies: 0,
  soundless: 0,
  next: undefined,
  release: () => Promise.resolve(),
};
const cursor = { uploadedAt: 1, clipId: clip().id };
const file = (fileName: string) => ({ attachment: { fileName } });
const noSound = { ...file('holiday.jpg'), error: new UserError('NOT_AUDIO') };
const noRoom = (fileName: string) => ({
  ...file(fileName),
  error: new UserError('GUILD_CLIPS_FULL', { limit: '1000' }),
});
const saved = (name: string) => ({ ...file(`${name}.ogg`), found: clip({ name }) });

const told = {
  slash: slashCommands.map(({ data }) => data.toJSON()),
  menu: messageCommands.map(({ data, description }) => ({ name: data.name, description })),
};

const messages: Record<string, Payload> = {
  clear: await detectionMessage(happy, 'hello'),
  certain: await detectionMessage(surprised, LONG_NAME),
  likely: await detectionMessage(detection({ ...happy, confidence: 'likely' }), 'hello'),
  unsure: await detectionMessage(unsure, 'hello'),
  'all-equal': await detectionMessage(allEqual, 'hello'),
  'without-pictures': await detectionMessage(happy, 'hello', noPictures),
  'windows-2': await detectionMessage(long(2), 'hello'),
  'windows-16': await detectionMessage(long(16), 'hello'),
  'windows-80-restless': await detectionMessage(long(80, true), 'hello'),
  'windows-449': await detectionMessage(long(449), 'hello'),
  upload: uploadCard(clip(), RULES),
  'upload-long-name': uploadCard(clip({ name: LONG_NAME }), RULES),
  saved: savedSounds({ sounds: [saved('hello')], leftOut: 0 }, RULES),
  'saved-most': savedSounds(
    {
      sounds: [...['hello', '**wild** _name_', LONG_NAME, 'goodbye', '\u{1f642}'].map(saved), noSound],
      leftOut: 2,
    },
    RULES,
  ),
  'saved-some': savedSounds(
    {
      sounds: [saved('hello'), noSound, noRoom('one.ogg'), noRoom('another.ogg')],
      leftOut: 0,
    },
    RULES,
  ),
  'saved-none': savedSounds(
    { sounds: [noSound, noRoom('hello.ogg'), noRoom('again.ogg')], leftOut: 0 },
    RULES,
  ),
  'sounds-of-a-message': await soundsAnswer(
    {
      sounds: [{ ...file('hello.ogg'), found: happy }, { ...file('goodbye.ogg'), found: unsure }, noSound],
      leftOut: 0,
    },
    25e6,
  ),
  list: clipList({ ...list, clips: someClips, pages: 3, total: 20 }),
  'list-one-page': clipList({ ...list, uploaderId: ALICE, clips: [clip()], pages: 1, total: 1 }),
  'list-empty': clipList({ ...list, clips: [], pages: 1, total: 0 }),
  'list-empty-of-one': clipList({ ...list, uploaderId: ALICE, clips: [], pages: 1, total: 0 }),
  'list-filtered': clipList({ ...list, emotion: 'happy', name: 'a_b', clips: someClips, pages: 1, total: 3 }),
  'list-filtered-empty': clipList({ ...list, emotion: 'sad', name: 'a_b', clips: [], pages: 1, total: 0 }),
  'clip-card': clipCard(clip({ detection: happy, label: 'none' }), {
    userId: ALICE,
    mayManageMessages: false,
  }),
  'clip-card-of-another': clipCard(clip({ name: LONG_NAME }), { userId: BOB, mayManageMessages: false }),
  renamed: renamed({ before: clip({ name: '**wild**' }), clip: clip() }),
  labelled: await clipDetectionMessage(happy, clip({ label: 'surprised' })),
  'to-label': await clipDetectionMessage(unsure, clip()),
  'my-data': myDataMessage(part),
  'my-data-in-parts': myDataMessage({ ...part, last: 2, total: 9, copies: 1, soundless: 1, next: cursor }),
  'upload-with-export': uploadCard(clip(), { allowsLabelExport: true }),
  'help-with-export': helpMessage(told, { ...RULES, allowsLabelExport: true }, { isOnServer: true }),
  'help-elsewhere': helpMessage(told, RULES, { isOnServer: false }),
  play: playMessage({ clip: clip(), ...playable }),
  delete: deleteQuestion(clip({ name: LONG_NAME })),
  deleted: deleted({ clip: clip(), isPending: false }),
  beingDeleted: deleted({ clip: clip(), isPending: true }),
  kept: kept(),
  help: helpMessage(told, RULES, {
    isOnServer: true,
    ids: new Map(slashCommands.map(({ data }) => [data.name, '1'])),
  }),
  forget: forgetQuestion(3),
  forgotten: forgotten({ clips: 3, pending: 0 }),
  beingForgotten: forgotten({ clips: 3, pending: 2 }),
  'nothing-kept': nothingKept(),
  ...Object.fromEntries(
    ERROR_CODES.map((code) => [
      code,
      errorMessage(new UserError(code, { limit: '25 MiB' }), '1234567890123456789'),
    ]),
  ),
};

const cells = Object.entries(messages).map(([name, message]) => {
  const files = (message.files ?? []) as AttachmentBuilder[];
  const pictures = files.filter(({ name: file }) => file?.endsWith('.png'));
  for (const { name: file, attachment } of pictures) {
    writeFileSync(join(folder, `${name}-${file}`), attachment as Buffer);
  }
  const described = pictures.map(({ description }) => `<figcaption>${escape(description!)}</figcaption>`);
  return `<figure><h2>${name}</h2>${messageHtml(message, `${name}-`)}${described.join('')}</figure>`;
});

const STYLE = `body{margin:0;font:15px/1.35 sans-serif}section{display:flex;flex-wrap:wrap;gap:20px;padding:16px}
figure{margin:0;width:400px}h2{margin:0 0 4px;font-size:12px;opacity:.6}h3{margin:2px 0;font-size:16px}p{margin:4px 0}
article{border-left:4px solid;border-radius:4px;background:var(--embed);padding:8px 12px;margin-bottom:4px;
overflow-wrap:anywhere}small,figcaption{font-size:12px;opacity:.8}img{width:100%;border-radius:4px;margin:6px 0}
.fields{display:flex;flex-wrap:wrap;gap:6px 16px}.fields div{flex-basis:100%}.fields .inline{flex:1}
code{background:#8883;padding:0 3px}`;
const row = (ground: string, embed: string, ink: string) =>
  `<section style="background:${ground};--embed:${embed};color:${ink}">${cells.join('')}</section>`;
writeFileSync(
  join(folder, 'index.html'),
  `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>${STYLE}</style>` +
    row('#313338', '#2b2d31', '#dbdee1') +
    row('#fff', '#f2f3f5', '#313338'),
);
process.stdout.write(`${join(folder, 'index.html')}\n`);
