import type { ClipStore } from './ports.js';

export interface MemberRequest {
  guildId: string;
  /** Who asks; only what they uploaded themselves is touched. */
  userId: string;
}

export interface ForgetMember {
  /** How many clips of theirs this server keeps. */
  count(request: MemberRequest): Promise<number>;
  /** Removes them: bytes and rows. @returns how many there were. */
  forget(request: MemberRequest): Promise<number>;
}

/** Removes everything that a member has uploaded to one server. */
export function createForgetMember(store: ClipStore): ForgetMember {
  return {
    async count({ guildId, userId }) {
      return (await store.list(guildId, { uploaderId: userId, offset: 0, limit: 0 })).total;
    },
    forget: ({ guildId, userId }) => store.removeMany(guildId, { uploaderId: userId }),
  };
}
