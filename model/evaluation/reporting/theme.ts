import { FONT_FAMILY } from '../../../src/views/pictures/drawing.js';

/** How every picture of the report looks: a white card, which reads on GitHub's dark and light grounds alike. */
export const THEME = {
  /** Width of a picture and the margin within it, in units of a screen. */
  width: 800,
  margin: 24,
  /** The font that comes with a package serves PNG; a viewer of the SVG may have to do with another. */
  font: `${FONT_FAMILY}, Arial, sans-serif`,
  size: { title: 18, body: 13, small: 11 },
} as const;

/** Inks; those of text have at least 4.5:1 against the card. Pairs that are told apart differ in lightness too. */
export const COLOUR = {
  card: '#ffffff',
  border: '#d1d9e0',
  rule: '#e4e8ec',
  track: '#f2f5f8',
  text: '#1f2328',
  quiet: '#59636e',
  model: '#2166ac',
  heldOut: '#d95f02',
  baseline: '#8b949e',
  missed: '#c2410c',
  female: '#c51b7d',
  male: '#1b9e9e',
} as const;

const PALE = [0xf4, 0xf8, 0xfd] as const;
const DEEP = [0x08, 0x40, 0x8a] as const;
/** Share from which on dark text no longer reads on the tint. */
const DARK_FROM = 0.65;

/** A tint for a share within [0, 1]: pale to deep blue. */
export function tint(share: number): string {
  const within = Math.min(1, Math.max(0, share));
  const channels = PALE.map((pale, i) => Math.round(pale + (DEEP[i]! - pale) * within));
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Ink that reads on {@link tint}. */
export function inkOn(share: number): string {
  return share >= DARK_FROM ? COLOUR.card : COLOUR.text;
}
