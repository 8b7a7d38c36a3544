const RATE = 16_000;

/**
 * The signal of `golden/make_golden.py`: two glides of a pulse train through three formants, with silence before,
 * between and after. Two seconds at 16 kHz, shape `[32000]`.
 */
export function syntheticVoice(): Float32Array {
  let phase = 0;
  const source = Float64Array.from({ length: 2 * RATE }, (_, i) => {
    const t = i / RATE;
    phase += (140 + 60 * Math.sin(2 * Math.PI * 0.9 * t)) / RATE;
    let sum = 0;
    for (let h = 1; h <= 20; h += 1) sum += Math.sin(2 * Math.PI * h * phase) / h;
    return sum * (0.05 * arch((t - 0.2) / 0.7) + 0.08 * arch((t - 1) / 0.8));
  });
  const formants: [centreHz: number, widthHz: number][] = [
    [600, 90],
    [1300, 120],
    [2600, 160],
  ];
  return Float32Array.from(formants.reduce(resonate, source));
}

/** Half a sine over [0, 1], 0 outside. */
function arch(x: number): number {
  return Math.sin(Math.PI * Math.min(1, Math.max(0, x)));
}

/** A resonance of two poles, with a gain of 1 at 0 Hz. */
function resonate(x: Float64Array, [centreHz, widthHz]: [number, number]): Float64Array {
  const r = Math.exp((-Math.PI * widthHz) / RATE);
  const a1 = -2 * r * Math.cos((2 * Math.PI * centreHz) / RATE);
  const a2 = r * r;
  const y = new Float64Array(x.length);
  for (let i = 0; i < x.length; i += 1) {
    y[i] = (1 + a1 + a2) * x[i]! - a1 * (y[i - 1] ?? 0) - a2 * (y[i - 2] ?? 0);
  }
  return y;
}
