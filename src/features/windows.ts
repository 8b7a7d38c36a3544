/** How a clip is cut into windows; all in seconds. */
export interface WindowSettings {
  /** Length of a window; a clip no longer than this is one window of its own length. */
  windowSec: number;
  /** From one window's start to the next; at most `windowSec`. */
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
 * Cuts a clip into overlapping windows while it arrives in pieces. No sample is left out: the last window ends
 * where the clip ends, and starts earlier than a hop after the one before it if need be. Holds one window and one
 * piece at most.
 */
export class WindowSlicer {
  readonly #window: number;
  readonly #hop: number;
  readonly #rate: number;
  /** The latest samples, as many as one window has. */
  readonly #recent: Float32Array;
  /** Samples taken so far. */
  #taken = 0;
  /** Where the next full window starts. */
  #next = 0;

  /** @throws {RangeError} unless `0 < hopSec <= windowSec`, each at least one sample (our mistake). */
  constructor({ windowSec, hopSec, sampleRateHz }: WindowSettings) {
    this.#window = Math.round(windowSec * sampleRateHz);
    this.#hop = Math.round(hopSec * sampleRateHz);
    this.#rate = sampleRateHz;
    if (!(this.#hop >= 1 && this.#hop <= this.#window)) {
      throw new RangeError(`expected 0 < hopSec <= windowSec, received ${hopSec} and ${windowSec}`);
    }
    this.#recent = new Float32Array(this.#window);
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
      const wanted = this.#next + this.#window - this.#taken;
      const part = samples.subarray(used, used + wanted);
      this.#append(part);
      used += part.length;
      if (this.#taken === this.#next + this.#window) {
        yield this.#latest(this.#window);
        this.#next += this.#hop;
      }
    }
  }

  /**
   * Ends the clip.
   *
   * @returns The last window where samples are left that no window has held yet; none for an empty clip.
   */
  *finish(): Generator<Window, void, undefined> {
    const covered = this.#next === 0 ? 0 : this.#next - this.#hop + this.#window;
    if (this.#taken > covered) yield this.#latest(Math.min(this.#taken, this.#window));
  }

  /** The last `count` samples taken, as a window. */
  #latest(count: number): Window {
    const samples = this.#recent.slice(this.#window - count);
    return { startSec: (this.#taken - count) / this.#rate, endSec: this.#taken / this.#rate, samples };
  }

  #append(part: Float32Array): void {
    this.#recent.copyWithin(0, part.length);
    this.#recent.set(part, this.#window - part.length);
    this.#taken += part.length;
  }
}
