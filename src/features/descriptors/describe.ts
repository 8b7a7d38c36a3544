import type { VoiceFrames } from '../frames.js';
import { naturalLogs } from '../natural-logs.js';
import { cepstralPeakProminence } from './cepstral-peak.js';
import { cepstralCoefficients } from './cepstrum.js';
import { spectralFlux } from './flux.js';
import { harmonicLevels } from './harmonics.js';
import { cepstralMelRows, melBandTracks } from './mel-bands.js';
import { spectralBalance } from './spectral-balance.js';
import { spectralMoments } from './spectral-moments.js';
import type { Track } from './track.js';

/** Pitch assumed where a clip has next to no voiced frames: 181 Hz, between men's and women's voices. */
export const DEFAULT_PITCH_LOG2_HZ = 7.5;

/** With no more voiced frames than this, functionals of voiced frames use all frames or a default. */
export const FEW_VOICED_FRAMES = 5;

/** All low-level descriptors of a voice; each track has shape `[frames]`. */
export interface Descriptors {
  frames: number;
  /** Whether a frame is voiced. */
  voiced: readonly boolean[];
  /** Whether there are enough voiced frames for statistics of their own. */
  hasVoice: boolean;
  /** Logarithm to base 2 of the pitch in Hz, 0 where unvoiced. */
  pitch: Float64Array;
  /** The same, interpolated over unvoiced frames. */
  contour: Track;
  /** Log-mel energies, shape `[40, frames]`. */
  bands: readonly Track[];
  /** Cepstral coefficients, shape `[20, frames]`. */
  cepstrum: readonly Track[];
  level: Track;
  harmonicity: Track;
  /** Level, spectral shape, zero crossings and harmonicity: sixteen tracks. */
  shape: readonly Track[];
  /** Cepstral peak, levels of harmonics and formants: eleven tracks. */
  source: readonly Track[];
}

/** Computes every low-level descriptor once. The frames are not modified. */
export function describe(frames: VoiceFrames): Descriptors {
  const logs = naturalLogs(frames.power);
  const melRows = cepstralMelRows(frames.power);
  const bands = melBandTracks(melRows);
  const pitch = Float64Array.from(frames.pitchLog2Hz);
  const voiced = Array.from(pitch, (value) => value > 0);
  const contour = { name: 'pitch', unit: 'octave', values: interpolatePitch(pitch) };
  const level = { name: 'level', unit: 'dB', values: Float64Array.from(frames.levelDb) };
  const harmonicity = { name: 'harmonicity', unit: '1', values: Float64Array.from(frames.harmonicity) };
  return {
    frames: frames.count,
    voiced,
    hasVoice: voiced.filter(Boolean).length > FEW_VOICED_FRAMES,
    pitch,
    contour,
    bands,
    cepstrum: cepstralCoefficients(melRows),
    level,
    harmonicity,
    shape: [
      level,
      ...spectralMoments(frames.power, logs),
      spectralFlux(bands),
      ...spectralBalance(frames.power, logs),
      { name: 'zero-crossings', unit: '1', values: Float64Array.from(frames.zeroCrossingRate) },
      harmonicity,
    ],
    source: [cepstralPeakProminence(logs), ...harmonicLevels(logs, contour.values)],
  };
}

/** Fills unvoiced frames linearly between their voiced neighbours; before the first and after the last, level. */
function interpolatePitch(pitch: Float64Array): Float64Array {
  const known = Array.from(pitch.keys()).filter((t) => pitch[t]! > 0);
  if (known.length <= FEW_VOICED_FRAMES) return new Float64Array(pitch.length).fill(DEFAULT_PITCH_LOG2_HZ);
  let next = 0;
  return pitch.map((value, t) => {
    if (value > 0) return value;
    while (next < known.length && known[next]! < t) next += 1;
    const after = known[Math.min(next, known.length - 1)]!;
    const before = known[Math.max(0, next - 1)]!;
    if (after <= t || before >= t || after === before) return pitch[after < t ? before : after]!;
    return pitch[before]! + ((t - before) / (after - before)) * (pitch[after]! - pitch[before]!);
  });
}

/** The track of that name. @throws {RangeError} if there is none (our mistake). */
export function trackNamed(tracks: readonly Track[], name: string): Track {
  const found = tracks.find((track) => track.name === name);
  if (!found) throw new RangeError(`there is no track ${name}`);
  return found;
}
