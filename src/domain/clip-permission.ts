import type { Clip } from './clip.js';

/** A member who asks for a change of a clip. */
export interface Requester {
  userId: string;
  /** Whether they hold Manage Messages on the server. */
  mayManageMessages: boolean;
}

/** Whether a member may change or remove a clip: their own, or any where they keep order. */
export function mayChange(
  { uploaderId }: Pick<Clip, 'uploaderId'>,
  { userId, mayManageMessages }: Requester,
): boolean {
  return uploaderId === userId || mayManageMessages;
}
