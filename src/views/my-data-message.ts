import { AttachmentBuilder, EmbedBuilder } from 'discord.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS } from './custom-id.js';
import type { Payload } from './payload.js';

/** A part of a member's data, with a button for the next where there is one. */
export function myDataMessage(part: {
  json: Uint8Array;
  zipPath: string | undefined;
  first: number;
  last: number;
  total: number;
  copies: number;
  soundless: number;
  next: { uploadedAt: number; clipId: string } | undefined;
  release: () => Promise<void>;
}): Payload {
  const { json, zipPath, first, last, total, copies, soundless, next, release } = part;
  const isWhole = first === 1 && next === undefined;
  const number = isWhole ? '' : `-${first}-to-${last}`;
  const lines = [
    isWhole ? `All ${clips(total)} of yours.` : `Clips ${first} to ${last} of your ${total}, oldest first.`,
    `\`clips${number}.json\` says what is kept of each: names, dates, detections and what you said you hear.`,
    ...(zipPath ? [`\`sounds${number}.zip\` holds the sounds.`] : []),
    ...(copies > 0
      ? [
          `${clips(copies)} ${copies === 1 ? 'is' : 'are'} too big for an answer: a smaller Opus copy is there instead.`,
        ]
      : []),
    ...(soundless > 0 ? [`Of ${clips(soundless)} the sound cannot be had.`] : []),
    '`/forget-me` removes all of it.',
  ];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Your data on this server')
    .setDescription(lines.join('\n'));
  const files = [
    new AttachmentBuilder(Buffer.from(json), { name: `clips${number}.json` }),
    ...(zipPath ? [new AttachmentBuilder(zipPath, { name: `sounds${number}.zip` })] : []),
  ];
  const components = next
    ? [
        buttonRow({
          customId: CUSTOM_IDS.nextData.write({ after: next }),
          label: 'Next part',
          style: 'Primary',
        }),
      ]
    : [];
  return { embeds: [embed], files, components, release };
}

const clips = (count: number) => (count === 1 ? '1 clip' : `${count} clips`);
