const MOST_BITS_PER_SEC = 96_000;

/** Speech is understood at this rate, though no longer pleasant. */
const LEAST_BITS_PER_SEC = 12_000;

/** Headers at the start of a file, in bytes, with room to spare. */
const HEADER_BYTES = 1_024;

/** Ogg's pages and segment tables: about 80 bytes in each second. */
const OVERHEAD_BITS_PER_SEC = 800;

/** The share that is used of what is left for sound: the encoder keeps to a bit rate only on average. */
const USABLE_SHARE = 0.95;

/**
 * The highest sensible bit rate at which a clip fits into a given size as Ogg Opus.
 *
 * @returns Bits per second, a whole number from 12,000 to 96,000; `undefined` if even the least would not fit.
 * @throws {RangeError} if `durationSec` is not above 0 (our mistake).
 */
export function opusBitRate(durationSec: number, maxBytes: number): number | undefined {
  if (!(durationSec > 0)) throw new RangeError(`expected durationSec above 0, received ${durationSec}`);
  const fitting = ((maxBytes - HEADER_BYTES) * 8 * USABLE_SHARE) / durationSec - OVERHEAD_BITS_PER_SEC;
  return fitting < LEAST_BITS_PER_SEC ? undefined : Math.floor(Math.min(fitting, MOST_BITS_PER_SEC));
}
