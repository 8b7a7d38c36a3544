/** Length of a frame, in seconds: about a period of the lowest voice, short against a syllable. */
const FRAME_SEC = 0.02;

/** Rumble, mains hum and constant voltage lie below, voices above; in Hz. */
const CORNER_HZ = 120;

/** Measures how loud several signals are from frame to frame, while they arrive. */
export class LevelMeter {
  readonly #frameLength: number;
  readonly #highPass: HighPass;
  readonly #signals: Signal[];

  /** @param sampleRateHz - Of every signal. */
  constructor(signals: number, sampleRateHz: number) {
    this.#frameLength = Math.max(1, Math.round(FRAME_SEC * sampleRateHz));
    this.#highPass = highPass(CORNER_HZ, sampleRateHz);
    this.#signals = Array.from({ length: signals }, () => ({
      ...{ x1: undefined, x2: 0, y1: 0, y2: 0 },
      ...{ energy: 0, inFrame: 0, levels: [] },
    }));
  }

  /** @param interleaved - One value of each signal in turn, shape `[n × signals]`. Not modified, not kept. */
  push(interleaved: Float32Array): void {
    this.#signals.forEach((signal, number) => {
      this.#pushSignal(signal, interleaved, number);
    });
  }

  /** Mean square of each whole frame, by signal, above 120 Hz; full scale = 1. */
  levels(): readonly (readonly number[])[] {
    return this.#signals.map(({ levels }) => levels);
  }

  #pushSignal(signal: Signal, interleaved: Float32Array, number: number): void {
    const { b0, a1, a2 } = this.#highPass;
    const first = interleaved[number] ?? 0;
    // The filter starts as if the first sample had always been there: else a constant voltage would begin with a crack.
    let { x1 = first, x2, y1, y2, energy, inFrame } = signal;
    if (signal.x1 === undefined) x2 = first;
    for (let i = number; i < interleaved.length; i += this.#signals.length) {
      const x = interleaved[i]!;
      const y = b0 * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      energy += y * y;
      inFrame += 1;
      if (inFrame < this.#frameLength) continue;
      signal.levels.push(energy / this.#frameLength);
      energy = 0;
      inFrame = 0;
    }
    Object.assign(signal, { x1, x2, y1, y2, energy, inFrame });
  }
}

/** A signal's last values before and after the filter, and what its latest frame has come to. */
interface Signal {
  x1: number | undefined;
  x2: number;
  y1: number;
  y2: number;
  energy: number;
  inFrame: number;
  levels: number[];
}

interface HighPass {
  b0: number;
  a1: number;
  a2: number;
}

/**
 * A Butterworth filter of second order.
 *
 * @see https://www.w3.org/TR/audio-eq-cookbook/ - HPF with Q = 1/√2, divided by a0; b1 = -2 b0, b2 = b0.
 */
function highPass(cornerHz: number, sampleRateHz: number): HighPass {
  const w = (2 * Math.PI * cornerHz) / sampleRateHz;
  const alpha = Math.sin(w) * Math.SQRT1_2;
  return {
    b0: (1 + Math.cos(w)) / 2 / (1 + alpha),
    a1: (-2 * Math.cos(w)) / (1 + alpha),
    a2: (1 - alpha) / (1 + alpha),
  };
}
