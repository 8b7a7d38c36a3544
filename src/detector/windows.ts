import { highPass } from '../features/high-pass.js';
import { FEATURE_SETTINGS } from '../features/settings.js';
import { frameLevels, soundingStretches, type Stretch } from '../features/silence.js';

const { sampleRateHz, hopSamples, trimMarginFrames } = FEATURE_SETTINGS;

/** How a clip is cut into windows; all in seconds. */
export interface WindowSettings {
  /** A clip no longer than this is one window of its own length, and no window is longer. */
  wholeSec: number;
  /** A longer clip is cut no earlier than this after a window's start; at most half of `wholeSec`. */
  pieceSec: number;
  /** No window is shorter, unless the whole clip is; at most `pieceSec`. */
  minSec: number;
}

/** A stretch of a clip. */
export interface Window {
  /** Start within the clip, in seconds. */
  startSec: number;
  /** End within the clip, in seconds. */
  endSec: number;
  /** Samples of the stretch, a copy. */
  samples: Float32Array;
}

/** One sentence may be softer than the next by this much, in dB, and is no silence. */
const SENTENCES_APART_DB = 35;

/** Where a window ends and from where on the next is looked for, in samples. */
interface Cut {
  from: number;
  to: number;
  next: number;
}

/**
 * Cuts a clip at its pauses while it arrives in pieces, into windows that hold all that sounds and none of it twice.
 * A short clip is left whole. Where nobody pauses in time, the softest moment is as good a place as there is. Holds twice
 * `wholeSec`, by which it also tells what is silence.
 */
export class WindowSlicer {
  readonly #whole: number;
  readonly #piece: number;
  readonly #min: number;
  /** What no window has held yet. */
  readonly #held: Float32Array;
  #length = 0;
  /** Samples that came before those. */
  #origin = 0;
  #isCut = false;

  /** @throws {RangeError} unless `0 < minSec <= pieceSec <= wholeSec / 2` (our mistake). */
  constructor({ wholeSec, pieceSec, minSec }: WindowSettings) {
    if (!(minSec > 0 && minSec <= pieceSec && pieceSec <= wholeSec / 2)) {
      throw new RangeError(
        `expected 0 < minSec <= pieceSec <= wholeSec / 2, received ${minSec}, ${pieceSec} and ${wholeSec}`,
      );
    }
    this.#whole = Math.round(wholeSec * sampleRateHz);
    this.#piece = Math.round(pieceSec * sampleRateHz);
    this.#min = Math.round(minSec * sampleRateHz);
    this.#held = new Float32Array(2 * this.#whole);
  }

  /**
   * Takes the next piece of the clip.
   *
   * @param samples - Mono at 16 kHz, any number, shape `[n]`. Not modified, not kept.
   * @returns The windows that it completes, in order of time.
   */
  *push(samples: Float32Array): Generator<Window, void, undefined> {
    for (let used = 0; used < samples.length;) {
      const part = samples.subarray(used, used + this.#held.length - this.#length);
      this.#held.set(part, this.#length);
      this.#length += part.length;
      used += part.length;
      if (this.#length === this.#held.length) yield* this.#first(false);
    }
  }

  /** Ends the clip. @returns The windows that are left, in order of time; none for an empty clip or a long silence. */
  *finish(): Generator<Window, void, undefined> {
    if (!this.#isCut && this.#length <= this.#whole) {
      if (this.#length > 0) yield this.#window(0, this.#length);
      return;
    }
    while (this.#length > 0) yield* this.#first(true);
  }

  /** The first window of what is held, if anything sounds there; forgets it, and the silence before and after. */
  *#first(isEnd: boolean): Generator<Window, void, undefined> {
    this.#isCut = true;
    const levels = frameLevels(highPass(this.#held.subarray(0, this.#length)));
    const { from, to, next } = this.#cut(levels, soundingStretches(levels, SENTENCES_APART_DB), isEnd);
    if (to > from) yield this.#window(from, to);
    this.#held.copyWithin(0, next, this.#length);
    this.#length -= next;
    this.#origin += next;
  }

  #cut(levels: Float64Array, sounding: readonly Stretch[], isEnd: boolean): Cut {
    const end = this.#length;
    const first = sounding[0];
    const last = sounding.at(-1);
    if (!first || !last) return { from: 0, to: 0, next: isEnd ? end : end - this.#min };
    const sample = (frame: number): number => Math.min(end, Math.max(0, frame * hopSamples));
    const from = sample(first.from - trimMarginFrames);
    // With the silence before it gone, there is more to choose the cut by.
    if (!isEnd && from > this.#min) return { from: 0, to: 0, next: from - this.#min };
    const whole = sample(last.to - 1 + trimMarginFrames);
    if (isEnd && whole - from <= this.#whole) {
      const start = Math.max(0, Math.min(from, whole - this.#min));
      return { from: start, to: Math.max(whole, Math.min(end, start + this.#min)), next: end };
    }
    const latest = Math.min(from + this.#whole, isEnd ? whole - this.#piece : end);
    const pause = longestPause(sounding, (from + this.#piece) / hopSamples, latest / hopSamples);
    if (!pause) {
      const at = sample(softest(levels, (from + this.#piece) / hopSamples, latest / hopSamples));
      return { from, to: at, next: at };
    }
    const to = Math.min(from + this.#whole, sample(pause.from - 1 + trimMarginFrames));
    return { from, to, next: Math.max(to, Math.min(sample(pause.to - trimMarginFrames), end - this.#min)) };
  }

  /** Held samples `from` to `to` as a window. */
  #window(from: number, to: number): Window {
    return {
      startSec: (this.#origin + from) / sampleRateHz,
      endSec: (this.#origin + to) / sampleRateHz,
      samples: this.#held.slice(from, to),
    };
  }
}

/** The longest pause between stretches that starts from frame `from` up to `to`. */
function longestPause(sounding: readonly Stretch[], from: number, to: number): Stretch | undefined {
  let longest: Stretch | undefined;
  for (const [i, stretch] of sounding.entries()) {
    const next = sounding[i + 1];
    if (!next || stretch.to < from || stretch.to > to) continue;
    const pause = { from: stretch.to, to: next.from };
    if (!longest || pause.to - pause.from > longest.to - longest.from) longest = pause;
  }
  return longest;
}

/** The frame from `from` up to `to` that is softest. */
function softest(levels: Float64Array, from: number, to: number): number {
  let best = Math.ceil(from);
  for (let t = best; t <= to; t += 1) if (levels[t]! < levels[best]!) best = t;
  return best;
}
