import { chatInputApplicationCommandMention, EmbedBuilder } from 'discord.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import type { Limits, RetentionDays, Rules } from '../domain/limits.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';

/** A command to tell of. */
interface Told {
  name: string;
  description: string;
}

/**
 * What there is, what is kept and how to remove it.
 *
 * @param commands - Those that work where this is read.
 * @param where.isOnServer - Whether that is a server that has invited the bot: nothing is kept elsewhere.
 * @param where.ids - Of the published commands, by name: with them a command is clicked rather than typed.
 */
export function helpMessage(
  commands: { slash: readonly Told[]; menu: readonly Told[] },
  { limits, retentionDays, allowsLabelExport }: Rules,
  { isOnServer, ids }: { isOnServer: boolean; ids?: ReadonlyMap<string, string> },
): Payload {
  const mention = (name: string) => {
    const id = ids?.get(name);
    return id === undefined ? `\`/${name}\`` : chatInputApplicationCommandMention(name, id);
  };
  const lines = [
    ...commands.slash.map(({ name, description }) => `${mention(name)} ${description}`),
    ...commands.menu.map(({ name, description }) => `A message's menu, **Apps → ${name}**: ${description}`),
  ];
  const ofServer = [
    { name: 'Limits', value: `${limitsText(limits)} ${serverLimits(limits)}` },
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
  ];
  const elsewhere = [
    { name: 'Limits', value: limitsText(limits) },
    {
      name: 'What is kept',
      value: 'Nothing, and only you see my answers. Servers that add me can keep clips, too.',
    },
  ];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Overtone')
    .setDescription(`I name the emotion in a voice, speech or song.\n\n${lines.join('\n')}`)
    .addFields(...(isOnServer ? ofServer : elsewhere), {
      name: 'Good to know',
      value:
        `${isOnServer ? 'Upload only voices of people who agreed to it. ' : ''}I say how a voice sounds, not how someone ` +
        'feels: do not judge anyone by it.',
    });
  return { embeds: [embed] };
}

function limitsText({ maxClipBytes, maxClipSec, maxUploadsPerMinute }: Limits): string {
  return (
    `A clip: at most ${formatBytes(maxClipBytes)}, and ${formatDuration(maxClipSec)} long. Each of you: at most ` +
    `${maxUploadsPerMinute} a minute. Discord itself takes files of 10 MiB at most from most members.`
  );
}

const serverLimits = ({ maxGuildClips, maxGuildBytes }: Limits) =>
  `This server: at most ${maxGuildClips} clips and ${formatBytes(maxGuildBytes)}.`;

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
