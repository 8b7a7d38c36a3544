import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { logMelFrames, voiceFrames } from '../../../src/features/frames.js';
import { FUNCTIONAL_COUNT, functionalNames, functionals } from '../../../src/features/functionals.js';
import { voiceActivity } from '../../../src/features/voice-activity.js';
import { noise } from '../../helpers/synthetic-voice.js';
import { syntheticVoice } from './synthetic-voice.js';

const RATE = 16_000;
const voice = syntheticVoice();

function describeVoice(pcm: Float32Array): Map<string, number> {
  const values = functionals(voiceFrames(pcm));
  return new Map(functionalNames().map(({ name }, i) => [name, values[i]!]));
}

/** One second of three overtones, as loud as each other. */
function toneComplex(hz: number): Float32Array {
  return Float32Array.from({ length: RATE }, (_, i) => {
    const turn = (2 * Math.PI * hz * i) / RATE;
    return 0.1 * (Math.sin(turn) + Math.sin(2 * turn) + Math.sin(3 * turn));
  });
}

describe('voiceFrames', () => {
  it('all arrays hold one entry, or one spectrum, per frame', () => {
    const { count, ...arrays } = voiceFrames(voice);
    expect(arrays.power.length).toBe(count * 513);
    expect(logMelFrames(arrays).length).toBe(count * 64);
    for (const name of ['pitchLog2Hz', 'harmonicity', 'levelDb', 'zeroCrossingRate'] as const) {
      expect(arrays[name].length).toBe(count);
    }
  });

  it('does not modify its input', () => {
    const pcm = voice.slice();
    voiceFrames(pcm);
    expect(pcm).toEqual(voice);
  });

  it('less than half a second is too short', () => {
    const attempt = (): unknown => voiceFrames(voice.subarray(0, RATE / 2 - 1));
    expect(attempt).toThrow(UserError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'AUDIO_TOO_SHORT' }));
    expect(voiceFrames(voice.subarray(RATE / 2, RATE)).count).toBeGreaterThan(1);
  });

  it('how loud a recording is changes what was added to it and nothing else', () => {
    const plain = voiceFrames(voice);
    for (const factor of [2, 0.01]) {
      const { gainDb, ...rest } = voiceFrames(voice.map((sample) => factor * sample));
      expect(plain.gainDb - gainDb).toBeCloseTo(20 * Math.log10(factor), 3);
      expect(rest.pitchLog2Hz).toEqual(plain.pitchLog2Hz);
      expect(rest.zeroCrossingRate).toEqual(plain.zeroCrossingRate);
      rest.levelDb.forEach((level, t) => {
        expect(level).toBeCloseTo(plain.levelDb[t]!, 3);
      });
    }
  });

  it('brings a voice to a mean power of -26 dB', () => {
    const { levelDb } = voiceFrames(voice);
    const power = levelDb.reduce((sum, level) => sum + 10 ** (level / 10), 0) / levelDb.length;
    expect(10 * Math.log10(power)).toBeCloseTo(-26, 0);
  });

  it.each([67.3, 120.7, 211.3, 333.3, 487.1, 601.9])(
    'finds the pitch of a tone complex of %s Hz within 2 cents, between whole periods too',
    (hz) => {
      const { pitchLog2Hz } = voiceFrames(toneComplex(hz));
      for (const pitch of pitchLog2Hz.subarray(5, -5)) {
        expect(1200 * Math.abs(pitch - Math.log2(hz))).toBeLessThan(2);
      }
    },
  );

  it.each([640, 65.3])('takes %s Hz, at the edge of the range, for no pitch', (hz) => {
    const heard = voiceFrames(
      Float32Array.from({ length: RATE }, (_, i) => Math.sin((2 * Math.PI * hz * i) / RATE)),
    );
    const edges = heard.pitchLog2Hz.filter((pitch) => Math.abs(2 ** pitch - hz) < 1);
    expect(edges).toHaveLength(0);
  });

  it('calls noise mostly unvoiced', () => {
    let state = 1;
    const noise = Float32Array.from({ length: 2 * RATE }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state / 2 ** 33;
    });
    const voiced = voiceFrames(noise).pitchLog2Hz.filter((pitch) => pitch > 0).length;
    expect(voiced).toBeLessThan(10);
  });
});

describe('functionals', () => {
  it('have a name of their own and a unit each', () => {
    const names = functionalNames();
    expect(names).toHaveLength(FUNCTIONAL_COUNT);
    expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    expect(names.every(({ unit }) => unit !== '')).toBe(true);
    expect(functionals(voiceFrames(voice))).toHaveLength(names.length);
  });

  it.each([
    ['silence', new Float32Array(RATE)],
    ['a click', Float32Array.from({ length: RATE / 2 }, (_, i) => (i === 4000 ? 1 : 0))],
    ['a click at the start', Float32Array.from({ length: RATE / 2 }, (_, i) => (i === 0 ? 1 : 0))],
    ['a constant', new Float32Array(RATE).fill(0.5)],
    ['full scale, clipped', voice.map((sample) => Math.sign(sample))],
    ['six seconds', Float32Array.from({ length: 6 * RATE }, (_, i) => voice[i % voice.length]!)],
  ])('are finite for %s', (_, pcm) => {
    const values = functionals(voiceFrames(pcm));
    const bad = functionalNames().filter((_name, i) => !Number.isFinite(values[i]));
    expect(bad).toEqual([]);
  });

  it('are the same for a louder recording', () => {
    const plain = describeVoice(voice);
    const loud = describeVoice(voice.map((sample) => 2 * sample));
    for (const [name, value] of loud) expect(value, name).toBeCloseTo(plain.get(name)!, 2);
  });

  it('gives the same values twice', () => {
    expect(functionals(voiceFrames(voice))).toEqual(functionals(voiceFrames(voice)));
  });
});

describe('voiceActivity', () => {
  const activity = (pcm: Float32Array): number => voiceActivity(voiceFrames(pcm), pcm.length);

  it('is 0 for digital silence', () => {
    expect(activity(new Float32Array(RATE))).toBe(0);
  });

  it('is the share of time in which someone speaks', () => {
    expect(activity(voice)).toBeGreaterThan(0.5);
    const withPause = new Float32Array(2 * voice.length);
    withPause.set(voice);
    expect(activity(withPause)).toBeCloseTo(activity(voice) / 2, 1);
  });

  it.each([
    ['a tone', (t: number) => Math.sin(2 * Math.PI * 440 * t)],
    [
      'a hum with overtones',
      (t: number) => Math.sin(2 * Math.PI * 100 * t) + Math.sin(2 * Math.PI * 200 * t) / 2,
    ],
    [
      'a chord',
      (t: number) => [261.6, 329.6, 392].reduce((sum, hz) => sum + Math.sin(2 * Math.PI * hz * t), 0),
    ],
    ['beeps', (t: number) => (t % 0.5 < 0.25 ? Math.sin(2 * Math.PI * 600 * t) : 0)],
    ['a siren', (t: number) => Math.sin(2 * Math.PI * (100 * t + 50 * t * t))],
    ['clicks', (t: number) => (t % 1 < 0.001 ? 1 : 0)],
  ])('is 0 for %s', (_, sound) => {
    expect(activity(Float32Array.from({ length: 4 * RATE }, (_, i) => 0.2 * sound(i / RATE)))).toBe(0);
  });

  it('is 0 for noise', () => {
    expect(activity(noise({ durationSec: 4 }))).toBe(0);
  });

  it('is there for a voice in noise', () => {
    const hiss = noise({ durationSec: voice.length / RATE, peak: 0.02 });
    expect(activity(voice.map((sample, i) => sample + hiss[i]!))).toBeGreaterThan(0.2);
  });
});
