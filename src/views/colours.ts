/** Edge colours of embeds that show no emotion. */
export const COLOURS = {
  /** Facts, and what was done. */
  neutral: 0x5865f2,
  /** A refusal that the asker can do something about. */
  warning: 0xe0a030,
  /** A question before something that cannot be undone, and a fault of the bot itself. */
  danger: 0xd83c3e,
} as const;
