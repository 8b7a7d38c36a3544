import { describe, expect, it } from 'vitest';
import { toCommonLevel } from '../../../src/features/common-level.js';
import { logMelFrames, voiceFrames } from '../../../src/features/frames.js';
import { raiseFloor, spectrogram, subtractBandMeans } from '../../../src/features/spectrogram.js';
import { VOICE_INPUT_SHAPES, voiceInput } from '../../../src/features/voice-input.js';
import { syntheticVoice } from './synthetic-voice.js';

const voice = syntheticVoice();
const frames = voiceFrames(voice);

describe('toCommonLevel', () => {
  it('reaches a mean power of -26 dB and says what was added', () => {
    const { voice: levelled, gainDb } = toCommonLevel(voice);
    const power = (pcm: Float32Array): number => pcm.reduce((sum, x) => sum + x * x, 0) / pcm.length;
    expect(10 * Math.log10(power(levelled))).toBeCloseTo(-26, 4);
    expect(10 * Math.log10(power(levelled) / power(voice))).toBeCloseTo(gainDb, 4);
  });

  it('makes faint recordings 60 dB louder at most, silence included', () => {
    expect(toCommonLevel(new Float32Array(100)).gainDb).toBe(60);
    expect(toCommonLevel(voice.map((sample) => sample * 1e-6)).gainDb).toBe(60);
  });

  it('does not modify its input', () => {
    const before = voice.slice();
    toCommonLevel(voice);
    expect(voice).toEqual(before);
  });
});

describe('spectrogram', () => {
  const { count, bands, tracks } = spectrogram(frames);

  it('has as many bands and tracks as the model is told', () => {
    const shapes = VOICE_INPUT_SHAPES;
    expect(bands.length).toBe(count * shapes.bands[1]);
    expect(tracks.length).toBe(count * shapes.tracks[1]);
    const input = voiceInput(frames);
    expect(input.functionals.values.length).toBe(shapes.functionals[0]);
    expect(input.bands).toEqual({ values: bands, shape: [count, shapes.bands[1]] });
    expect(input.tracks).toEqual({ values: tracks, shape: [count, shapes.tracks[1]] });
  });

  it('leaves nothing of how a microphone colours a voice', () => {
    // A gain for each band, as an equaliser has.
    const coloured = { ...frames, power: frames.power.map((power, i) => power * (1 + (i % 513) / 200)) };
    const other = spectrogram(coloured).bands;
    const size = (values: Float32Array): number => values.reduce((sum, x) => sum + x * x, 0);
    expect(size(other.map((value, i) => value - bands[i]!))).toBeLessThan(0.003 * size(bands));
  });

  it('every band has mean 0 over the clip', () => {
    for (let band = 0; band < 64; band += 1) {
      let sum = 0;
      for (let t = 0; t < count; t += 1) sum += bands[t * 64 + band]!;
      expect(sum / count).toBeCloseTo(0, 4);
    }
  });

  it('tracks are pitch and harmonicity of voiced frames, and level', () => {
    for (let t = 0; t < count; t += 1) {
      const [pitch, voiced, harmonicity, level] = tracks.subarray(t * 4, t * 4 + 4);
      const isVoiced = frames.pitchLog2Hz[t]! > 0;
      expect(voiced).toBe(isVoiced ? 1 : 0);
      expect(pitch).toBeCloseTo(isVoiced ? 1.5 * (frames.pitchLog2Hz[t]! - 7.6) : 0, 4);
      expect(harmonicity).toBeCloseTo(isVoiced ? frames.harmonicity[t]! : 0, 6);
      expect(level).toBeCloseTo((frames.levelDb[t]! + 26) / 15, 4);
    }
  });
});

it('the floor drowns what lies far below a voice and leaves the rest', () => {
  const bands = Float32Array.of(Math.log(1e-8), Math.log(1e-3));
  raiseFloor(bands);
  expect(bands[0]).toBeCloseTo(Math.log(3.1e-7), 3);
  expect(bands[1]).toBeCloseTo(Math.log(1e-3), 3);
});

it('a floor raised afterwards is the one that a spectrogram has', () => {
  const bands = logMelFrames(frames);
  raiseFloor(bands);
  subtractBandMeans(bands, 64);
  const drawn = spectrogram(frames).bands;
  bands.forEach((value, i) => {
    expect(value).toBeCloseTo(drawn[i]!, 5);
  });
});

it('means are taken off each column', () => {
  const values = Float32Array.of(1, 10, 3, 30);
  subtractBandMeans(values, 2);
  expect([...values]).toEqual([-1, -10, 1, 10]);
});

it('a digital silence has a spectrogram that is finite', () => {
  const { bands, tracks } = spectrogram(voiceFrames(new Float32Array(16_000)));
  expect([...bands, ...tracks].every(Number.isFinite)).toBe(true);
  expect(logMelFrames(frames).length).toBe(frames.count * 64);
});
