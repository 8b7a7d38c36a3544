import type { Change, ClipStore, Removal } from './ports.js';

export interface MemberRequest extends Change {
  guildId: string;
  /** Who asks; only what they uploaded themselves is touched. */
  userId: string;
}

export interface ForgetMember {
  /** How many clips of theirs this server keeps, those included that are going. */
  count(request: MemberRequest): Promise<number>;
  /** Removes them: bytes and rows. */
  forget(request: MemberRequest): Promise<Removal>;
}

/** Removes everything that a member has uploaded to one server. */
export function createForgetMember(store: ClipStore): ForgetMember {
  return {
    count: ({ guildId, userId }) => store.count(guildId, { uploaderId: userId }),
    forget: ({ guildId, userId, signal, onCommit }) =>
      store.removeMany(guildId, { uploaderId: userId }, { signal, onCommit }),
  };
}
