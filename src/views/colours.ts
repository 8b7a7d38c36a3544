/** Edge colours of embeds that show no emotion. */
export const COLOURS = { neutral: 0x5865f2, warning: 0xe0a030, danger: 0xd83c3e } as const;
