/** Figures as the report gives them. */

/** A score within [0, 1] with three decimals: `0.735`. */
export const formatScore = (score: number): string => score.toFixed(3);

/** Points (hundredths) with their sign and one decimal: `−1.4`, `0.0`, `2.0`. */
export const formatPoints = (points: number): string => {
  const rounded = points.toFixed(1);
  return Number(rounded) === 0 ? '0.0' : rounded.replace('-', '−');
};

/** A whole number in groups of three digits: `1,440`. */
export const formatCount = (count: number): string => Math.round(count).toLocaleString('en-GB');

/** Bytes as millions: `2.51 MB`. */
export const formatMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** A list in words: `a`, `a and b`, `a, b and c`. */
export function formatList(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** The name of an emotion or a group as a title. */
export const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
