import { CosineTransform } from './cosine-transform.js';
import { Fft } from './fft.js';
import { frameCount, hann, padded } from './framing.js';
import { powerOfPair } from './power-of-pair.js';
import { FEATURE_SETTINGS } from './settings.js';

const { sampleRateHz, hopSamples, pitchMinHz, pitchMaxHz, pitchWindowSamples } = FEATURE_SETTINGS;

/** Shortest and longest period that the autocorrelation is looked at for, in samples. */
const MIN_LAG = Math.floor(sampleRateHz / pitchMaxHz);
const MAX_LAG = Math.floor(sampleRateHz / pitchMinHz);

/** What one octave towards longer periods costs, so that a period wins over its multiples. */
const OCTAVE_COST = 0.06;

/** Candidates kept per frame. */
export const CANDIDATES = 5;

/** Periods that each frame might have, best first, and how strong they are. */
export interface PitchCandidates {
  frames: number;
  /** Logarithm to base 2 of the frequency in Hz; shape `[frames, 5]`. */
  log2Hz: Float64Array;
  /** Autocorrelation less octave cost; `-Infinity` where a frame has fewer candidates; shape `[frames, 5]`. */
  score: Float64Array;
  /** Normalised autocorrelation at the period, usually within [0, 1]; shape `[frames, 5]`. */
  strength: Float64Array;
  /** Root of each frame's energy after its mean was taken out and the window applied; shape `[frames]`. */
  amplitude: Float64Array;
}

/**
 * Finds the peaks of each frame's autocorrelation, divided by that of the window (Boersma 1993). Where a peak lies
 * between two lags, and how high it is, is read off the parabola through the highest lag and its neighbours.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 */
export function pitchCandidates(pcm: Float32Array): PitchCandidates {
  const frames = frameCount(pcm.length);
  const found: PitchCandidates = {
    frames,
    log2Hz: new Float64Array(frames * CANDIDATES),
    score: new Float64Array(frames * CANDIDATES).fill(-Infinity),
    strength: new Float64Array(frames * CANDIDATES),
    amplitude: new Float64Array(frames),
  };
  const samples = padded(pcm, pitchWindowSamples);
  const pair = new AutocorrelationPair(samples);
  for (let t = 0; t < frames; t += 2) {
    pair.compute(t);
    pickPeaks(pair.first, t, found);
    if (t + 1 < frames) pickPeaks(pair.second, t + 1, found);
  }
  return found;
}

/**
 * Writes the highest-scoring peaks of one autocorrelation into row `t`, best first. The shortest and the longest lag
 * are no pitch: what has its peak there is a formant or a rumble whose period lies outside the range.
 */
function pickPeaks(autocorrelation: Float64Array, t: number, found: PitchCandidates): void {
  const energy = autocorrelation[0]! + 1e-9;
  found.amplitude[t] = Math.sqrt(energy);
  const row = t * CANDIDATES;
  let before = autocorrelation[MIN_LAG]! * LAG_SCALE[MIN_LAG]!;
  let here = autocorrelation[MIN_LAG + 1]! * LAG_SCALE[MIN_LAG + 1]!;
  for (let lag = MIN_LAG + 1; lag < MAX_LAG - 1; lag += 1) {
    const after = autocorrelation[lag + 1]! * LAG_SCALE[lag + 1]!;
    if (here > before && here >= after) {
      const shift = (0.5 * (before - after)) / (before - 2 * here + after);
      insert(found, row, lag + shift, (here - 0.25 * (before - after) * shift) / energy);
    }
    before = here;
    here = after;
  }
}

/** Keeps a row's candidates in descending order of score; the weakest drops out. The lag is in samples, or between. */
function insert(found: PitchCandidates, row: number, lag: number, strength: number): void {
  const { score, log2Hz, strength: strengths } = found;
  const value = strength - OCTAVE_COST * Math.log2(lag / MIN_LAG);
  let at = row + CANDIDATES - 1;
  if (value <= score[at]!) return;
  while (at > row && value > score[at - 1]!) {
    score[at] = score[at - 1]!;
    log2Hz[at] = log2Hz[at - 1]!;
    strengths[at] = strengths[at - 1]!;
    at -= 1;
  }
  score[at] = value;
  log2Hz[at] = Math.log2(sampleRateHz / lag);
  strengths[at] = strength;
}

/** Longer than the frame by more than the longest lag: up to there the circular autocorrelation is the linear one. */
const FFT_SIZE = (5 / 4) * pitchWindowSamples;
const FFT = new Fft(FFT_SIZE);
const COSINE_TRANSFORM = new CosineTransform(FFT_SIZE);
const WINDOW = hann(pitchWindowSamples);
const LAGS = MAX_LAG + 1;
/** Hops in a frame. */
const HOPS = pitchWindowSamples / hopSamples;

/**
 * Autocorrelations of two neighbouring frames by the Wiener-Khinchin theorem. The frames travel as the real and
 * the imaginary part of one transform; so do their power spectra on the way back.
 */
class AutocorrelationPair {
  /** Of the earlier frame and of the later one, by lag; shape `[641]`, of which the first `LAGS` are defined. */
  readonly first = new Float64Array(FFT_SIZE / 2 + 1);
  readonly second = new Float64Array(FFT_SIZE / 2 + 1);
  readonly #samples: Float32Array;
  readonly #hopSums: Float64Array;
  readonly #re = new Float64Array(FFT_SIZE);
  readonly #im = new Float64Array(FFT_SIZE);

  /** @param samples - Padded, so that every frame is a stretch of it. */
  constructor(samples: Float32Array) {
    this.#samples = samples;
    this.#hopSums = hopSums(samples);
  }

  /** Replaces the autocorrelations by those of frames `t` and `t + 1`. */
  compute(t: number): void {
    this.#placeFrames(t);
    FFT.transform(this.#re, this.#im);
    powerOfPair(FFT, 1 / FFT_SIZE, this.first, this.second);
    COSINE_TRANSFORM.transform(this.first, this.second, LAGS);
  }

  /** Takes each frame's mean off it and applies the window; the zeros that follow it stay. */
  #placeFrames(t: number): void {
    const samples = this.#samples;
    const start = t * hopSamples;
    const mean = this.#mean(t);
    const nextMean = this.#mean(t + 1);
    for (let i = 0; i < pitchWindowSamples; i += 1) {
      const weight = WINDOW[i]!;
      this.#re[i] = (samples[start + i]! - mean) * weight;
      this.#im[i] = (samples[start + hopSamples + i]! - nextMean) * weight;
    }
  }

  #mean(t: number): number {
    let sum = 0;
    for (let hop = t; hop < t + HOPS; hop += 1) sum += this.#hopSums[hop]!;
    return sum / pitchWindowSamples;
  }
}

/** Sum of the samples of each hop; frames overlap, so that each sum is part of several means. */
function hopSums(samples: Float32Array): Float64Array {
  const sums = new Float64Array(Math.floor(samples.length / hopSamples));
  for (let hop = 0; hop < sums.length; hop += 1) {
    const end = (hop + 1) * hopSamples;
    for (let i = hop * hopSamples; i < end; i += 1) sums[hop]! += samples[i]!;
  }
  return sums;
}

/** Below this share the window overlaps itself too little for its autocorrelation to be divided by. */
const MIN_OVERLAP = 0.05;

/** One over the window's own autocorrelation at each lag, relative to that at lag 0; shape `[lags]`. */
const LAG_SCALE = Float64Array.from({ length: LAGS }, (_, lag) => {
  const at = (shift: number): number => {
    let sum = 0;
    for (let i = shift; i < WINDOW.length; i += 1) sum += WINDOW[i]! * WINDOW[i - shift]!;
    return sum;
  };
  return 1 / Math.max(MIN_OVERLAP, at(lag) / at(0));
});
