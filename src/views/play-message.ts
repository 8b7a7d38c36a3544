import { AttachmentBuilder, EmbedBuilder, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { formatDuration } from '../domain/format.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';

/** A clip to listen to. */
export function playMessage(playable: {
  clip: Clip;
  path: string;
  fileName: string;
  compressed: boolean;
  converted: boolean;
  release: () => Promise<void>;
}): Payload {
  const { clip, path, fileName, compressed, converted, release } = playable;
  const facts = [formatDuration(clip.audio.durationSec), userMention(clip.uploaderId)];
  if (compressed) facts.push('compressed to fit');
  if (converted) facts.push('played as Opus; the original is kept as it was sent');
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle(safeText(clip.name))
    .setDescription(facts.join(' · '));
  const file = new AttachmentBuilder(path, { name: fileName, description: clip.name });
  return { embeds: [embed], files: [file], release };
}
