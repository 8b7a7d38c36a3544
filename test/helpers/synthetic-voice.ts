/** Sounds made at test time: mono samples, full scale = 1. The same options always give the same samples. */

export interface SoundOptions {
  durationSec: number;
  /** Sample rate in Hz. Default: 16,000. */
  sampleRateHz?: number;
  /** Peak, within [0, 1]. Default: 0.5. */
  peak?: number;
  /** Default: 1. */
  seed?: number;
}

export interface VoiceOptions extends SoundOptions {
  /** Mean pitch, in Hz. Default: 140. */
  f0Hz?: number;
  /** Rise and fall of the pitch around its mean, as a share of it. Default: 0.15. */
  f0Range?: number;
  /** Syllables in each second. Default: 4. */
  syllablesPerSec?: number;
  /** Share of the time without voice. Default: 0.25. */
  pauseShare?: number;
  /** Breath mixed with the voice, relative to it. Default: 0.02. */
  breath?: number;
}

const DEFAULT_RATE_HZ = 16_000;
const DEFAULT_PEAK = 0.5;

/** First three formants and their bandwidths, in Hz, of the vowels a, e, i, o, u. */
const VOWELS = [
  { formants: [730, 1090, 2440], bandwidths: [80, 90, 120] },
  { formants: [530, 1840, 2480], bandwidths: [60, 90, 120] },
  { formants: [270, 2290, 3010], bandwidths: [60, 100, 130] },
  { formants: [570, 840, 2410], bandwidths: [70, 80, 110] },
  { formants: [300, 870, 2240], bandwidths: [60, 80, 110] },
];

/** Something that a pitch tracker and a voice detector take for speech: no words, but pitch, vowels and pauses. */
export function voice(options: VoiceOptions): Float32Array {
  const { durationSec, sampleRateHz = DEFAULT_RATE_HZ, peak = DEFAULT_PEAK, seed = 1 } = options;
  const { f0Hz = 140, f0Range = 0.15, syllablesPerSec = 4, pauseShare = 0.25, breath = 0.02 } = options;
  const random = randomNumbers(seed);
  const out = new Float32Array(Math.round(durationSec * sampleRateHz));
  const syllableLength = Math.max(1, Math.round(sampleRateHz / syllablesPerSec));

  let phase = 0;
  for (let start = 0; start < out.length; start += syllableLength) {
    const length = Math.min(syllableLength, out.length - start);
    const vowel = VOWELS[Math.floor(random() * VOWELS.length)]!;
    const accent = 1 + f0Range * (random() * 2 - 1);
    const loudness = 0.7 + 0.3 * random();
    const source = new Float32Array(length);
    for (let i = 0; i < length; i += 1) {
      const timeSec = (start + i) / sampleRateHz;
      const melody = 1 + 0.5 * f0Range * Math.sin(2 * Math.PI * 0.6 * timeSec);
      phase = (phase + (f0Hz * accent * melody) / sampleRateHz) % 1;
      source[i] = glottalFlowChange(phase) + breath * (random() * 2 - 1);
    }
    let sound: Float32Array = source;
    vowel.formants.forEach((formantHz, n) => {
      sound = resonate(sound, formantHz, vowel.bandwidths[n]!, sampleRateHz);
    });
    const voiced = Math.round(syllableLength * (1 - pauseShare));
    for (let i = 0; i < Math.min(voiced, length); i += 1) {
      out[start + i] = sound[i]! * loudness * Math.sin((Math.PI * (i + 0.5)) / voiced) ** 0.7;
    }
  }
  return scaled(out, peak);
}

/** A sine. */
export function tone({
  durationSec,
  sampleRateHz = DEFAULT_RATE_HZ,
  peak = DEFAULT_PEAK,
  frequencyHz = 440,
}: SoundOptions & { frequencyHz?: number }): Float32Array {
  return Float32Array.from(
    { length: Math.round(durationSec * sampleRateHz) },
    (_, i) => peak * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  );
}

/** White noise. */
export function noise({
  durationSec,
  sampleRateHz = DEFAULT_RATE_HZ,
  peak = DEFAULT_PEAK,
  seed = 1,
}: SoundOptions): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from(
    { length: Math.round(durationSec * sampleRateHz) },
    () => peak * (random() * 2 - 1),
  );
}

export function silence({ durationSec, sampleRateHz = DEFAULT_RATE_HZ }: SoundOptions): Float32Array {
  return new Float32Array(Math.round(durationSec * sampleRateHz));
}

/** Rosenberg's pulse, differentiated, over one period: the folds open slowly and close fast. */
function glottalFlowChange(phase: number): number {
  const opening = 0.4;
  const closing = 0.16;
  if (phase < opening) return (0.5 * Math.PI * Math.sin((Math.PI * phase) / opening)) / opening;
  if (phase < opening + closing) {
    return (-0.5 * Math.PI * Math.sin((0.5 * Math.PI * (phase - opening)) / closing)) / closing;
  }
  return 0;
}

/** A resonator with two poles and a gain of 1 at 0 Hz; one above the Nyquist rate is left out. */
function resonate(
  signal: Float32Array,
  frequencyHz: number,
  bandwidthHz: number,
  rateHz: number,
): Float32Array {
  if (frequencyHz >= rateHz / 2) return signal;
  const radius = Math.exp((-Math.PI * bandwidthHz) / rateHz);
  const a1 = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  const a2 = -radius * radius;
  const out = new Float32Array(signal.length);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = (1 - a1 - a2) * signal[i]! + a1 * (out[i - 1] ?? 0) + a2 * (out[i - 2] ?? 0);
  }
  return out;
}

function scaled(samples: Float32Array, peak: number): Float32Array {
  const highest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return highest === 0 ? samples : samples.map((value) => (value / highest) * peak);
}

/** Mulberry32: numbers within [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Samples as a WAV file, 16-bit.
 *
 * @param channels - One array for each channel, all equally long; values beyond full scale are clipped.
 */
export function toWav(
  channels: Float32Array | readonly Float32Array[],
  sampleRateHz = DEFAULT_RATE_HZ,
): Buffer {
  const tracks = channels instanceof Float32Array ? [channels] : channels;
  const frames = tracks[0]?.length ?? 0;
  const frameBytes = tracks.length * 2;
  const wav = Buffer.alloc(44 + frames * frameBytes);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(tracks.length, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(sampleRateHz * frameBytes, 28);
  wav.writeUInt16LE(frameBytes, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(frames * frameBytes, 40);
  tracks.forEach((track, channel) => {
    for (let i = 0; i < frames; i += 1) {
      const value = Math.round(Math.max(-1, Math.min(1, track[i]!)) * 32_767);
      wav.writeInt16LE(value, 44 + i * frameBytes + channel * 2);
    }
  });
  return wav;
}
