import type { TimeStyle } from './markdown.js';

const SAME_DAY = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const LONG_DAY = { year: 'numeric', month: 'long', day: 'numeric' } as const;

const FORMATS: Readonly<Record<Exclude<TimeStyle, 'R'>, Intl.DateTimeFormatOptions>> = {
  t: CLOCK,
  T: { ...CLOCK, second: '2-digit' },
  d: SAME_DAY,
  D: LONG_DAY,
  f: { ...LONG_DAY, ...CLOCK },
  F: { ...LONG_DAY, ...CLOCK, weekday: 'long' },
};

/** Largest unit first, in seconds. */
const UNITS = [
  ['year', 31_536_000],
  ['month', 2_628_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/**
 * A timestamp of Discord's markdown in words.
 *
 * @param seconds - Since 1970.
 * @param now - Milliseconds since 1970.
 */
export function formatTime(seconds: number, style: TimeStyle, now: number, locale = 'en-GB'): string {
  if (style === 'R') return formatAgo(seconds - Math.floor(now / 1000), locale);
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'Invalid date';
  return new Intl.DateTimeFormat(locale, FORMATS[style]).format(date);
}

/** Seconds from now as `2 minutes ago` or `in 3 days`. */
function formatAgo(seconds: number, locale: string): string {
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1)!;
  return new Intl.RelativeTimeFormat(locale).format(Math.trunc(seconds / size), unit);
}

/** When a message was sent, as Discord's header says it: the clock alone for today's. */
export function formatSentAt(iso: string, now: number, locale = 'en-GB'): string {
  const clock = new Intl.DateTimeFormat(locale, CLOCK).format(new Date(iso));
  const days = daysBetween(new Date(iso), new Date(now));
  if (days === 0) return clock;
  if (days === 1) return `Yesterday at ${clock}`;
  return `${new Intl.DateTimeFormat(locale, SAME_DAY).format(new Date(iso))}, ${clock}`;
}

/** The day of a message in full, as its divider says it. */
export function formatDay(iso: string, locale = 'en-GB'): string {
  return new Intl.DateTimeFormat(locale, LONG_DAY).format(new Date(iso));
}

/** Whole days from one local date to another. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (midnight(to) - midnight(from)) / 86_400_000;
}
