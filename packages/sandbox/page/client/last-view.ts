import type { SandboxState } from '../../src/protocol.js';

type View = SandboxState['view'];

const KEY = 'view';

/** Notes where this tab is to look, for a reload or a new connection. */
export function rememberView(view: View): void {
  sessionStorage.setItem(KEY, JSON.stringify(view));
}

/** Where this tab was to look, if that is elsewhere than the server says and still there. */
export function lostView({ guilds, users, view }: SandboxState): View | undefined {
  const noted = sessionStorage.getItem(KEY);
  if (noted === null) return undefined;
  const { guildId, userId } = JSON.parse(noted) as View;
  const isThere = guilds.some(({ id }) => id === guildId) && users.some(({ id }) => id === userId);
  const isElsewhere = guildId !== view.guildId || userId !== view.userId;
  return isThere && isElsewhere ? { guildId, userId } : undefined;
}
