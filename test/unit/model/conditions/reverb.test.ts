import { describe, expect, it } from 'vitest';
import { activePower } from '../../../../model/conditions/levels.js';
import { impulseResponse, inRoom } from '../../../../model/conditions/reverb.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { silence, voice } from '../../../helpers/synthetic-voice.js';
import { energy } from './spectrum.js';

describe.each([
  { rt60Sec: 0.15, directToReverbDb: 12, predelaySec: 0.001 },
  { rt60Sec: 0.5, directToReverbDb: 5, predelaySec: 0.005 },
  { rt60Sec: 0.8, directToReverbDb: 0, predelaySec: 0.012 },
])('a room of $rt60Sec s', (room) => {
  const response = impulseResponse(room, createRandom('room'));
  const echoes = response.subarray(1);

  it('has the ratio of direct sound to echoes that was asked for', () => {
    expect(10 * Math.log10(1 / energy(echoes))).toBeCloseTo(room.directToReverbDb, 6);
  });

  it('is silent before the first echo', () => {
    const first = echoes.findIndex((value) => value !== 0);
    expect(first).toBe(Math.round(room.predelaySec * 16_000));
  });

  it('decays as fast as asked for', () => {
    // Schroeder's backward integral, from -5 to -25 dB.
    const left = (from: number): number => 10 * Math.log10(energy(echoes.subarray(from)) / energy(echoes));
    const at = (db: number): number => {
      let from = 0;
      while (left(from) > db) from += 16;
      return from / 16_000;
    };
    expect((3 * (at(-25) - at(-5))) / room.rt60Sec).toBeCloseTo(1, 0.7);
  });
});

describe('a voice in a room', () => {
  const room = { rt60Sec: 0.5, directToReverbDb: 5, predelaySec: 0.005 };
  const pcm = voice({ durationSec: 2, pauseShare: 0.1 });
  const wet = inRoom(pcm, room, createRandom('room'));

  it('goes on for up to 0.3 s', () => {
    expect(wet).toHaveLength(pcm.length + 4800);
    const tail = wet.subarray(pcm.length);
    expect(energy(tail.subarray(0, 800))).toBeGreaterThan(0);
    expect(energy(tail.subarray(4000))).toBeLessThan(energy(tail.subarray(0, 800)));
  });

  it('is as loud as before', () => {
    expect(10 * Math.log10(activePower(wet) / activePower(pcm))).toBeCloseTo(0, 1);
  });

  it('decays more slowly than before', () => {
    const burst = new Float32Array(16_000);
    burst.set(voice({ durationSec: 0.3, pauseShare: 0 }));
    const after = (samples: Float32Array): number => energy(samples.subarray(5600, 8000)) / energy(samples);
    expect(after(burst)).toBe(0);
    expect(after(inRoom(burst, room, createRandom('room')))).toBeGreaterThan(1e-3);
  });

  it('stays silent if it was', () => {
    expect(energy(inRoom(silence({ durationSec: 1 }), room, createRandom('room')))).toBe(0);
  });
});
