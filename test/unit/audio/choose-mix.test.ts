import { describe, expect, it } from 'vitest';
import { betterThanMean, carryingChannels, chooseOfTwo } from '../../../src/audio/choose-mix.js';
import { LevelMeter } from '../../../src/audio/level-meter.js';
import { noise, silence, tone, voice } from '../../helpers/synthetic-voice.js';

const RATE_HZ = 16_000;
const DURATION_SEC = 3;

const speech = voice({ durationSec: DURATION_SEC, peak: 0.3 });
const other = voice({ durationSec: DURATION_SEC, peak: 0.3, seed: 7, f0Hz: 210, syllablesPerSec: 3 });
const nothing = silence({ durationSec: DURATION_SEC });
const constant = nothing.map(() => 0.9);
/** Timecode on tape: a square wave that flips at every bit, and once more within each that is set. */
const timecode = (() => {
  let sign = 1;
  return nothing.map((_zero, i) => {
    const bit = Math.floor(i / 8);
    if (i % 8 === 0 || (i % 8 === 4 && (bit * 7919) % 3 === 0)) sign = -sign;
    return 0.8 * sign;
  });
})();
const hum = tone({ durationSec: DURATION_SEC, frequencyHz: 50, peak: 0.8 });
const hiss = noise({ durationSec: DURATION_SEC, peak: 0.3 });
const scaled = (samples: Float32Array, gain: number) => samples.map((value) => value * gain);

/** Levels of channels, and of their mean. */
function levelsOf(channels: readonly Float32Array[]) {
  const mean = channels[0]!.map(
    (_value, i) => channels.reduce((sum, samples) => sum + samples[i]!, 0) / channels.length,
  );
  const levels = [mean, ...channels].map((samples) => {
    const meter = new LevelMeter(1, RATE_HZ);
    meter.push(samples);
    return meter.levels()[0]!;
  });
  return { mean: levels[0]!, channels: levels.slice(1) };
}

const carrying = (...channels: Float32Array[]) => carryingChannels(levelsOf(channels).channels);

describe('carryingChannels', () => {
  it('are all that hold the voice, at whatever level people notice', () => {
    expect(carrying(speech, speech)).toEqual([0, 1]);
    expect(carrying(speech, scaled(speech, 0.3))).toEqual([0, 1]);
    expect(carrying(speech, other, speech)).toEqual([0, 1, 2]);
  });

  it.each([
    ['silence', nothing],
    ['a constant voltage', constant],
    ['timecode', timecode],
    ['hum', hum],
    ['hiss', hiss],
    ['the same voice, 20 dB softer', scaled(speech, 0.1)],
  ])('are not those with %s', (_what, bad) => {
    expect(carrying(speech, bad)).toEqual([0]);
    expect(carrying(bad, bad, bad, speech, bad, bad)).toEqual([3]);
  });

  it('are those with a soft voice beside a loud fault', () => {
    for (const fault of [constant, timecode, hum, hiss]) {
      expect(carrying(fault, scaled(speech, 0.02))).toEqual([1]);
    }
  });

  it('are all that sound, where nothing comes and goes', () => {
    const held = tone({ durationSec: DURATION_SEC, frequencyHz: 300 });
    expect(carrying(held, nothing, held)).toEqual([0, 2]);
  });

  it('are all, where all are silent or there is no whole frame', () => {
    expect(carrying(nothing, nothing)).toEqual([0, 1]);
    expect(carryingChannels([[], []])).toEqual([0, 1]);
  });
});

describe('betterThanMean', () => {
  const better = (...channels: Float32Array[]) => {
    const levels = levelsOf(channels);
    return betterThanMean(levels.mean, levels.channels);
  };

  it('is the stronger one of two with opposite phases', () => {
    expect(better(speech, scaled(speech, -1))).toBe(0);
    expect(better(scaled(speech, 0.8), scaled(speech, -1))).toBe(1);
  });

  it('is one of two whose phases are opposite for a part', () => {
    const turned = speech.map((value, i) => (i > speech.length / 2 ? -value : value));
    expect(better(speech, turned)).toBe(0);
  });

  it('is none, where the mean has what the channels have', () => {
    expect(better(speech, speech)).toBeUndefined();
    expect(better(speech, other)).toBeUndefined();
    expect(better(speech, nothing)).toBeUndefined();
    expect(better(hiss, noise({ durationSec: DURATION_SEC, peak: 0.3, seed: 5 }))).toBeUndefined();
    expect(better(nothing, nothing)).toBeUndefined();
  });

  it('is none, where people speak in turn, each on a channel', () => {
    const turns = Array.from({ length: 6 }, (_, channel) =>
      speech.map((value, i) => (Math.floor((6 * i) / speech.length) === channel ? value : 0)),
    );
    expect(better(...turns)).toBeUndefined();
  });

  it('is none of two microphones a hand apart', () => {
    const later = speech.map((_value, i) => 0.7 * (speech[i - 8] ?? 0));
    expect(better(speech, later)).toBeUndefined();
  });
});

describe('chooseOfTwo', () => {
  const choose = (left: Float32Array, right: Float32Array) => {
    const { mean, channels } = levelsOf([left, right]);
    return chooseOfTwo(mean, [channels[0]!, channels[1]!]);
  };

  it('hears the mean, one side, or the better side', () => {
    expect(choose(speech, speech)).toBe('all');
    expect(choose(speech, other)).toBe('all');
    expect(choose(nothing, speech)).toEqual([1]);
    expect(choose(speech, scaled(speech, -0.9))).toEqual([0]);
    expect(choose(nothing, nothing)).toBe('all');
  });
});
