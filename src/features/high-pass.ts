import { FEATURE_SETTINGS } from './settings.js';

const { sampleRateHz, highPassHz } = FEATURE_SETTINGS;

/**
 * One section of second order with both zeros at 0 Hz, `gain (1 - 2 z^-1 + z^-2) / (1 + a1 z^-1 + a2 z^-2)`, in the
 * transposed direct form II.
 */
interface Section {
  gain: number;
  a1: number;
  a2: number;
}

/** The two sections of a Butterworth high-pass of fourth order, in the order that scipy's `butter` gives them. */
const SECTIONS = [
  butterworthSection(2 * Math.cos(Math.PI / 8)),
  butterworthSection(2 * Math.cos((3 * Math.PI) / 8)),
] as const;

/**
 * One pair of poles, by the bilinear transform with the corner pre-warped (Oppenheim and Schafer).
 *
 * @param damping - One over the quality of the analogue section: twice the cosine of its poles' angle.
 */
function butterworthSection(damping: number): Section {
  const corner = Math.tan((Math.PI * highPassHz) / sampleRateHz);
  const norm = 1 / (1 + damping * corner + corner * corner);
  return {
    gain: norm,
    a1: 2 * (corner * corner - 1) * norm,
    a2: (1 - damping * corner + corner * corner) * norm,
  };
}

/**
 * Takes away what lies below any voice: a constant offset, rumble, most of a mains hum. Butterworth of fourth order:
 * 3 dB at 70 Hz, 24 dB an octave below, 0.02 dB an octave above. It starts as if the first sample had
 * been there for ever, so that an offset does not even leave a click.
 *
 * @param pcm - Samples at 16 kHz, shape `[n]`. Not modified.
 * @returns As long as `pcm`.
 */
export function highPass(pcm: Float32Array): Float32Array {
  const [first, second] = SECTIONS;
  const out = new Float32Array(pcm.length);
  // After a constant the first section answers 0, and the second hears nothing.
  let p1 = -first.gain * (pcm[0] ?? 0);
  let p2 = -p1;
  let q1 = 0;
  let q2 = 0;
  for (let i = 0; i < pcm.length; i += 1) {
    const x = first.gain * pcm[i]!;
    const between = x + p1;
    p1 = p2 - 2 * x - first.a1 * between;
    p2 = x - first.a2 * between;
    const y = second.gain * between;
    const filtered = y + q1;
    q1 = q2 - 2 * y - second.a1 * filtered;
    q2 = y - second.a2 * filtered;
    out[i] = filtered;
  }
  return out;
}
