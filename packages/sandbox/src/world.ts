import { PermissionFlagsBits } from 'discord.js';
import {
  ORDINARY_PERMISSIONS,
  type DiscordServer,
  type Member,
  type WorldGuild,
} from '@overtone/discord-simulator';
import type { SandboxGuild, SandboxUser } from './protocol.js';

/** The same at every start, so that stored clips are found again. */
export const APPLICATION_ID = '100000000000000001';

const GUILDS = [
  {
    id: '200000000000000001',
    name: 'Choir',
    channel: { id: '300000000000000001', name: 'rehearsal' },
  },
  {
    id: '200000000000000002',
    name: 'Book club',
    channel: { id: '300000000000000002', name: 'reading-aloud' },
  },
] as const;

/** A server that knows nothing of the bot: they bring it there as an app of theirs. */
const ELSEWHERE = {
  id: '200000000000000003',
  name: 'Night shift',
  channel: { id: '300000000000000003', name: 'break-room' },
  withBot: false,
} as const;

/** What the page calls everyone's direct messages with the bot, which are places of their own. */
const DIRECT_ID = '200000000000000010';

const USERS = [
  { id: '400000000000000001', username: 'ada', name: 'Ada', permissions: ORDINARY_PERMISSIONS },
  {
    id: '400000000000000002',
    username: 'ben',
    name: 'Ben',
    role: 'moderator',
    permissions: ORDINARY_PERMISSIONS | PermissionFlagsBits.ManageMessages,
  },
] as const;

/** Two people, two servers with the bot and one without it that both are members of, and each one's messages with the bot. */
export class SandboxWorld {
  readonly users: readonly SandboxUser[] = USERS.map((user) => ({
    id: user.id,
    name: user.name,
    ...('role' in user ? { role: user.role } : {}),
  }));
  private readonly members: readonly Member[];

  constructor(discord: DiscordServer) {
    const shared = [...GUILDS, ELSEWHERE].map((guild) => discord.guild(guild));
    this.members = USERS.flatMap(({ id, username, name, permissions }) => {
      const bot = { name: discord.world.application.name };
      const places = [...shared, discord.conversation('bot', { ...bot, channel: bot })];
      return places.map((place) =>
        discord.member(place, { id, name: username, displayName: name, permissions }),
      );
    });
    for (const user of USERS) discord.install(user);
  }

  /** The member that the page acts as until it says otherwise. */
  get firstMember(): Member {
    return this.members[0]!;
  }

  member(guildId: string, userId: string): Member | undefined {
    return this.members.find(({ guild, id }) => idOf(guild) === guildId && id === userId);
  }

  /** Where a person can be. */
  placesOf(userId: string): SandboxGuild[] {
    return this.members.filter(({ id }) => id === userId).map(({ guild }) => placeOf(guild));
  }
}

/** What the page knows of a place. */
export function placeOf(guild: WorldGuild): SandboxGuild {
  const { id, name } = guild.channels[0]!;
  return { kind: kindOf(guild), id: idOf(guild), name: guild.name, channel: { id, name } };
}

function kindOf({ id, context }: WorldGuild): SandboxGuild['kind'] {
  if (context === 1) return 'direct';
  return id === ELSEWHERE.id ? 'elsewhere' : 'server';
}

const idOf = ({ id, context }: WorldGuild) => (context === 1 ? DIRECT_ID : id);
