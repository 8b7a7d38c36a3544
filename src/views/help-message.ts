import { EmbedBuilder } from 'discord.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import type { Limits, RetentionDays, Rules } from '../domain/limits.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';

/** What there is, what is kept and how to remove it. */
export function helpMessage(
  slashCommands: readonly { name: string; description: string }[],
  messageCommands: readonly { name: string; description: string }[],
  { limits, retentionDays }: Rules,
): Payload {
  const lines = [
    ...slashCommands.map(({ name, description }) => `\`/${name}\` ${description}`),
    ...messageCommands.map(({ name, description }) => `A message's menu, **Apps → ${name}**: ${description}`),
  ];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Overtone')
    .setDescription(`I name the emotion in a voice, speech or song.\n\n${lines.join('\n')}`)
    .addFields(
      { name: 'Limits', value: limitsText(limits) },
      { name: 'What is kept', value: keptText(retentionDays) },
      {
        name: 'How to remove it',
        value: '`/delete` for one clip, `/forget-me` for all of yours. Nothing of them remains.',
      },
      {
        name: 'Good to know',
        value:
          'Upload only voices of people who agreed to it. I say how a voice sounds, not how someone feels: ' +
          'do not judge anyone by it.',
      },
    );
  return { embeds: [embed] };
}

function limitsText({ maxClipBytes, maxClipSec, ...limits }: Limits): string {
  return (
    `A clip: at most ${formatBytes(maxClipBytes)}, and ${formatDuration(maxClipSec)} long. This server: at most ` +
    `${limits.maxGuildClips} clips and ${formatBytes(limits.maxGuildBytes)}. Each member: at most ` +
    `${limits.maxUploadsPerMinute} uploads a minute.`
  );
}

function keptText({ clip, afterLeaving }: RetentionDays): string {
  const until = clip === undefined ? 'until someone removes them' : `for ${days(clip)}`;
  const after = afterLeaving === 0 ? 'at once' : `after ${days(afterLeaving)}`;
  return (
    'Of each clip: the file, its name, who uploaded it and when, and the last answer. Only this server sees ' +
    `them, and no voice is sent anywhere. I keep them ${until}; if I am removed from this server, they go ${after}.`
  );
}

const days = (count: number) => (count === 1 ? 'a day' : `${count} days`);
