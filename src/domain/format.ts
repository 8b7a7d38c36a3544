/** Figures as people read them. */

/** Bytes with a binary unit: `25 MiB`, `1.5 KiB`, `12 B`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${Number(value.toFixed(digits))} ${units[unit]}`;
}

/** Seconds as a clock for a minute and more, else with one decimal: `3.4 s`, `1:05`, `1:00:00`. */
export function formatDuration(seconds: number): string {
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : formatClock(seconds);
}

/** Seconds as a clock, whole: `0:03`, `1:05`, `1:00:00`. */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** A probability as a percentage without decimals: `0.734` is `73 %`. */
export function formatPercent(probability: number): string {
  return `${Math.round(probability * 100)} %`;
}
