import { chatInputApplicationCommandMention, EmbedBuilder } from 'discord.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import type { Limits, RetentionDays, Rules } from '../domain/limits.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';

/**
 * What there is, what is kept and how to remove it.
 *
 * @param ids - Of the published commands, by name: with them a command is clicked rather than typed.
 */
export function helpMessage(
  slashCommands: readonly { name: string; description: string }[],
  messageCommands: readonly { name: string; description: string }[],
  { limits, retentionDays, allowsLabelExport }: Rules,
  ids: ReadonlyMap<string, string> = new Map(),
): Payload {
  const mention = (name: string) => {
    const id = ids.get(name);
    return id === undefined ? `\`/${name}\`` : chatInputApplicationCommandMention(name, id);
  };
  const lines = [
    ...slashCommands.map(({ name, description }) => `${mention(name)} ${description}`),
    ...messageCommands.map(({ name, description }) => `A message's menu, **Apps → ${name}**: ${description}`),
  ];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Overtone')
    .setDescription(`I name the emotion in a voice, speech or song.\n\n${lines.join('\n')}`)
    .addFields(
      { name: 'Limits', value: limitsText(limits) },
      { name: 'What is kept', value: `${keptText(retentionDays)} ${labelText(allowsLabelExport)}` },
      {
        name: 'How to get it, and how to remove it',
        value:
          `${mention('my-data')} gives you all of yours as files. ${mention('delete')} removes one clip, ` +
          `${mention('forget-me')} all of yours. Nothing of them remains.`,
      },
      {
        name: 'Who may use which command',
        value: 'Whoever manages the server says so: **Server Settings → Integrations → Overtone**.',
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
    `${limits.maxUploadsPerMinute} uploads a minute. Discord itself takes files of 10 MiB at most from most members.`
  );
}

function keptText({ clip, afterLeaving }: RetentionDays): string {
  const until = clip === undefined ? 'until someone removes them' : `for ${days(clip)}`;
  const after = afterLeaving === 0 ? 'at once' : `after ${days(afterLeaving)}`;
  return (
    'Of each clip: the file, its name, who uploaded it and when, the last answer, and what its uploader says they hear. Only this server sees ' +
    `them, and no voice is sent anywhere. I keep them ${until}; if I am removed from this server, they go ${after}.`
  );
}

const labelText = (allowsExport: boolean) =>
  'What uploaders say they hear tells whoever runs me how often people agree with me' +
  (allowsExport
    ? ', and may be used, with those clips, to train a model. Who does not want that says nothing.'
    : '; nothing is trained with it.');

const days = (count: number) => (count === 1 ? 'a day' : `${count} days`);
