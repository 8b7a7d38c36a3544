import { describe, expect, it } from 'vitest';
import { voiceFrames, type VoiceFrames } from '../../../src/features/frames.js';
import { highPass } from '../../../src/features/high-pass.js';
import { FEATURE_SETTINGS } from '../../../src/features/settings.js';
import { cutSilence, frameLevels, soundingStretches } from '../../../src/features/silence.js';
import { noise, voice as talker } from '../../helpers/synthetic-voice.js';
import { syntheticVoice } from './synthetic-voice.js';

const { sampleRateHz: RATE, hopSamples: HOP } = FEATURE_SETTINGS;
const voice = syntheticVoice();
const plain = voiceFrames(voice);

function joined(...parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A knock of 10 ms at full scale, 20 dB above the voice. */
function withBump(pcm: Float32Array, atSec: number): Float32Array {
  const knock = noise({ durationSec: 0.01, peak: 1 });
  const out = pcm.slice();
  knock.forEach((sample, i) => (out[Math.round(atSec * RATE) + i]! += sample));
  return out;
}

const silence = (hops: number) => new Float32Array(hops * HOP);
const hum = (pcm: Float32Array, peak: number) =>
  pcm.map((sample, i) => sample + peak * Math.sin((2 * Math.PI * 50 * i) / RATE));

/** Frames that are as loud, and voiced at the same pitch, as those of the voice alone. */
function expectSame(frames: VoiceFrames, { levelDb, cents }: { levelDb: number; cents: number }): void {
  expect(frames.count).toBe(plain.count);
  for (let t = 0; t < plain.count; t += 1) {
    // What lies 20 dB below the voice may be hum.
    if (plain.levelDb[t]! < -46) continue;
    expect(Math.abs(frames.levelDb[t]! - plain.levelDb[t]!), `level ${t}`).toBeLessThan(levelDb);
    if (plain.pitchLog2Hz[t] === 0 || frames.pitchLog2Hz[t] === 0) continue;
    expect(1200 * Math.abs(frames.pitchLog2Hz[t]! - plain.pitchLog2Hz[t]!), `pitch ${t}`).toBeLessThan(cents);
  }
}

describe('frames of a voice stay the same', () => {
  it.each([
    ['with an offset of 5 %', voice.map((sample) => sample + 0.05)],
    ['with the other polarity', voice.map((sample) => -sample)],
    ['50 dB softer', voice.map((sample) => sample / 316)],
    ['with silence around it', joined(silence(40), voice, silence(90))],
    [
      'with silence around it and an offset',
      joined(silence(40), voice, silence(90)).map((sample) => sample - 0.02),
    ],
    ['with a bump before it', withBump(joined(silence(40), voice), 0.2)],
    ['with a bump after it', withBump(joined(voice, silence(40)), 2.4)],
    ['with three bumps around it', withBump(withBump(withBump(joined(silence(80), voice), 0.2), 0.5), 0.9)],
  ])('%s', (_, pcm) => {
    expectSame(voiceFrames(pcm), { levelDb: 0.05, cents: 1 });
  });

  it('with a hum 20 dB below it, within a decibel and 15 cents', () => {
    const powerDb = 10 * Math.log10(voice.reduce((sum, sample) => sum + sample ** 2, 0) / voice.length);
    const peak = Math.SQRT2 * 10 ** ((powerDb - 20) / 20);
    expectSame(voiceFrames(hum(voice, peak)), { levelDb: 1, cents: 15 });
    expectSame(voiceFrames(hum(joined(silence(40), voice, silence(40)), peak)), { levelDb: 1, cents: 15 });
  });

  it('with a rumble of 15 Hz as loud as the voice', () => {
    const rumble = voice.map((sample, i) => sample + 0.1 * Math.sin((2 * Math.PI * 15 * i) / RATE));
    expectSame(voiceFrames(rumble), { levelDb: 0.5, cents: 10 });
  });
});

describe('a bump within the voice', () => {
  it('is cut out, and what is left is as loud as without it', () => {
    const soft = voice.map((sample) => sample / 20);
    const bumped = voiceFrames(withBump(soft, 0.55));
    expect(plain.count - bumped.count).toBeGreaterThan(0);
    expect(plain.count - bumped.count).toBeLessThanOrEqual(5);
    expect(Math.abs(bumped.gainDb - voiceFrames(soft).gainDb)).toBeLessThan(0.5);
  });
});

describe('pauses', () => {
  const word = talker({ durationSec: 0.8, pauseShare: 0.05 });
  const lengthSec = (pauseSec: number): number =>
    cutSilence(highPass(joined(word, new Float32Array(pauseSec * RATE), word))).length / RATE;

  it('of any length beyond a tenth of a second are as long as each other', () => {
    expect(Math.abs(lengthSec(3) - lengthSec(0.35))).toBeLessThanOrEqual(HOP / RATE);
    expect(lengthSec(3) - 1.6).toBeLessThan(0.15);
  });

  it('that are shorter stay', () => {
    expect(lengthSec(0.05)).toBeCloseTo(1.65, 1);
  });
});

describe('soundingStretches', () => {
  const stretches = (pcm: Float32Array) => soundingStretches(frameLevels(highPass(pcm)), 35);

  it.each([
    ['digital silence', silence(200)],
    ['noise', noise({ durationSec: 3 })],
    ['a tone', hum(silence(200), 0.3)],
    ['a knock', withBump(noise({ durationSec: 3, peak: 0.001 }), 1)],
    ['hardly anything', new Float32Array(10)],
  ])('finds nothing in %s', (_, pcm) => {
    expect(stretches(pcm)).toEqual([]);
  });

  it('finds a voice in noise 15 dB below it, from where it starts to where it ends', () => {
    const word = talker({ durationSec: 1, pauseShare: 0.05, peak: 0.5 });
    const hiss = noise({ durationSec: 4, peak: 0.03 });
    hiss.set(
      word.map((sample, i) => sample + hiss[i]!),
      1.5 * RATE,
    );
    const found = stretches(hiss);
    expect((found[0]!.from * HOP) / RATE).toBeCloseTo(1.5, 0.7);
    expect((found.at(-1)!.to * HOP) / RATE).toBeCloseTo(2.5, 0.7);
  });
});
