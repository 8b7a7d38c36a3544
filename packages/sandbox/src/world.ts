import { PermissionFlagsBits } from 'discord.js';
import {
  ORDINARY_PERMISSIONS,
  type DiscordServer,
  type Member,
  type WorldGuild,
} from '@overtone/discord-simulator';
import type { SandboxUser } from './protocol.js';

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

/** Two servers and two people who are members of both. */
export class SandboxWorld {
  readonly guilds: readonly WorldGuild[];
  readonly users: readonly SandboxUser[] = USERS.map((user) => ({
    id: user.id,
    name: user.name,
    ...('role' in user ? { role: user.role } : {}),
  }));
  private readonly members: readonly Member[];

  constructor(discord: DiscordServer) {
    this.guilds = GUILDS.map((guild) => discord.guild(guild));
    this.members = this.guilds.flatMap((guild) =>
      USERS.map(({ id, username, name, permissions }) =>
        discord.member(guild, { id, name: username, displayName: name, permissions }),
      ),
    );
  }

  /** The member that the page acts as until it says otherwise. */
  get firstMember(): Member {
    return this.members[0]!;
  }

  member(guildId: string, userId: string): Member | undefined {
    return this.members.find(({ guild, id }) => guild.id === guildId && id === userId);
  }
}
