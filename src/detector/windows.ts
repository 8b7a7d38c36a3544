/** How a clip is cut into windows; all in seconds. */
export interface WindowSettings {
  /** A clip no longer than this is one window of its own length. */
  wholeSec: number;
  /** Length of the windows of a longer clip; at most `wholeSec`. */
  windowSec: number;
  /** Time from one window's start to the next; at most `windowSec`. */
  hopSec: number;
  sampleRateHz: number;
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

/**
 * Cuts a clip into overlapping windows while it arrives in pieces; a short one is left whole. No sample is left out:
 * the last window ends where the clip ends, and starts earlier than a hop after the one before it if need be. Holds
 * `wholeSec` and one piece at most.
 */
export class WindowSlicer {
  readonly #whole: number;
  readonly #window: number;
  readonly #hop: number;
  readonly #rate: number;
  /** The latest samples, as many as a whole clip may have. */
  readonly #recent: Float32Array;
  /** Samples taken so far. */
  #taken = 0;
  /** Where the next window starts. */
  #next = 0;
  /** Whether there are more samples than a whole clip may have. */
  #isLong = false;

  /** @throws {RangeError} unless `0 < hopSec <= windowSec <= wholeSec`, each at least one sample (our mistake). */
  constructor({ wholeSec, windowSec, hopSec, sampleRateHz }: WindowSettings) {
    this.#whole = Math.round(wholeSec * sampleRateHz);
    this.#window = Math.round(windowSec * sampleRateHz);
    this.#hop = Math.round(hopSec * sampleRateHz);
    this.#rate = sampleRateHz;
    if (!(this.#hop >= 1 && this.#hop <= this.#window && this.#window <= this.#whole)) {
      throw new RangeError(
        `expected 0 < hopSec <= windowSec <= wholeSec, received ${hopSec}, ${windowSec} and ${wholeSec}`,
      );
    }
    this.#recent = new Float32Array(this.#whole);
  }

  /** Seconds taken so far. */
  get durationSec(): number {
    return this.#taken / this.#rate;
  }

  /**
   * Takes the next piece of the clip.
   *
   * @param samples - Any number of samples, shape `[n]`. Not modified, not kept.
   * @returns The windows that it completes, in order of time.
   */
  *push(samples: Float32Array): Generator<Window, void, undefined> {
    let used = 0;
    while (used < samples.length) {
      if (!this.#isLong && this.#taken === this.#whole) {
        this.#isLong = true;
        yield* this.#due();
      }
      const end = this.#isLong ? this.#next + this.#window : this.#whole;
      const part = samples.subarray(used, used + end - this.#taken);
      this.#append(part);
      used += part.length;
      if (this.#isLong) yield* this.#due();
    }
  }

  /**
   * Ends the clip.
   *
   * @returns The whole of a short clip, or the last window of a long one where samples are left that no window has
   *   held yet; none for an empty clip.
   */
  *finish(): Generator<Window, void, undefined> {
    if (!this.#isLong) {
      if (this.#taken > 0) yield this.#stretch(0, this.#taken);
      return;
    }
    const covered = this.#next - this.#hop + this.#window;
    if (this.#taken > covered) yield this.#stretch(this.#taken - this.#window, this.#taken);
  }

  /** The windows whose samples are all there, each once. */
  *#due(): Generator<Window, void, undefined> {
    while (this.#next + this.#window <= this.#taken) {
      yield this.#stretch(this.#next, this.#next + this.#window);
      this.#next += this.#hop;
    }
  }

  /** Samples `from` to `to` of the clip, which are among the latest, as a window. */
  #stretch(from: number, to: number): Window {
    const origin = this.#taken - this.#whole;
    const samples = this.#recent.slice(from - origin, to - origin);
    return { startSec: from / this.#rate, endSec: to / this.#rate, samples };
  }

  #append(part: Float32Array): void {
    this.#recent.copyWithin(0, part.length);
    this.#recent.set(part, this.#whole - part.length);
    this.#taken += part.length;
  }
}
