/** Length of a frame, in seconds: about a period of the lowest voice, short against a syllable. */
const FRAME_SEC = 0.02;

/** Rumble, mains hum and constant voltage lie below, voices above; in Hz. */
const CORNER_HZ = 120;

/** Measures how loud several signals are from frame to frame, while they arrive. */
export class LevelMeter {
  readonly #frameLength: number;
  readonly #filters: HighPass[];
  readonly #energies: number[][];
  #inFrame = 0;

  /** @param sampleRateHz - Of every signal. */
  constructor(signals: number, sampleRateHz: number) {
    this.#frameLength = Math.max(1, Math.round(FRAME_SEC * sampleRateHz));
    this.#filters = Array.from({ length: signals }, () => new HighPass(CORNER_HZ, sampleRateHz));
    this.#energies = Array.from({ length: signals }, () => []);
  }

  /** @param interleaved - One value of each signal in turn, shape `[n × signals]`. Not modified, not kept. */
  push(interleaved: Float32Array): void {
    const signals = this.#filters.length;
    for (let at = 0; at + signals <= interleaved.length; at += signals) {
      for (let signal = 0; signal < signals; signal += 1) {
        this.#filters[signal]!.push(interleaved[at + signal]!);
      }
      this.#inFrame += 1;
      if (this.#inFrame === this.#frameLength) this.#endFrame();
    }
  }

  /** Mean square of each whole frame, by signal, above 120 Hz; full scale = 1. */
  levels(): readonly (readonly number[])[] {
    return this.#energies;
  }

  #endFrame(): void {
    this.#filters.forEach((filter, signal) => {
      this.#energies[signal]!.push(filter.takeEnergy() / this.#frameLength);
    });
    this.#inFrame = 0;
  }
}

/**
 * A Butterworth filter of second order, and the energy of what passes it. It starts as if the first sample had always
 * been there, so that a constant voltage does not begin with a crack.
 *
 * @see https://www.w3.org/TR/audio-eq-cookbook/ - HPF with Q = 1/√2.
 */
class HighPass {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  #x1 = Number.NaN;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;
  #energy = 0;

  constructor(cornerHz: number, sampleRateHz: number) {
    const w = (2 * Math.PI * cornerHz) / sampleRateHz;
    const alpha = Math.sin(w) * Math.SQRT1_2;
    this.#b0 = (1 + Math.cos(w)) / 2 / (1 + alpha);
    this.#a1 = (-2 * Math.cos(w)) / (1 + alpha);
    this.#a2 = (1 - alpha) / (1 + alpha);
  }

  push(x: number): void {
    if (Number.isNaN(this.#x1)) this.#x1 = this.#x2 = x;
    const y = this.#b0 * (x - 2 * this.#x1 + this.#x2) - this.#a1 * this.#y1 - this.#a2 * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    this.#energy += y * y;
  }

  takeEnergy(): number {
    const energy = this.#energy;
    this.#energy = 0;
    return energy;
  }
}
