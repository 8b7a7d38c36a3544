import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { createDetectFile } from '../../../src/detector/detect-file.js';
import { probabilities } from '../../helpers/builders.js';
import { fakeAnalyser, fakeDecoder } from '../../helpers/fakes.js';

const heard = (given: Parameters<typeof probabilities>[0], voiceActivity = 1) => ({
  probabilities: probabilities(given),
  voiceActivity,
});

describe('listen', () => {
  it('hears a clip no longer than a window as one', async () => {
    const analyser = fakeAnalyser();
    const detectFile = createDetectFile({ decoder: fakeDecoder(3), analyser, maxClipSec: 60 });
    const detection = await detectFile('clip');
    expect(detection).toMatchObject({
      emotion: 'happy',
      confidence: 'sure',
      durationSec: 3,
      modelVersion: '1.0.0',
    });
    expect(detection.windows).toMatchObject([{ startSec: 0, endSec: 3 }]);
    expect(analyser.calls).toBe(1);
  });

  it('hears a longer clip in windows, kept in order whichever ends first', async () => {
    const analyser = fakeAnalyser(async (window) => {
      await new Promise((resolve) => setTimeout(resolve, window === 0 ? 20 : 1));
      return heard(window === 0 ? { sad: 0.9 } : { calm: 0.9 });
    });
    const detectFile = createDetectFile({ decoder: fakeDecoder(9), analyser, maxClipSec: 60 });
    const { emotion, runnerUp, windows } = await detectFile('clip');
    const starts = windows.map(({ startSec }) => startSec);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(windows.length).toBeGreaterThanOrEqual(3);
    expect(windows.length).toBe(analyser.calls);
    // Smoothed: its neighbour counts half.
    const [first, second] = windows.map(({ startSec, endSec }) => endSec - startSec);
    const sad = (2 * first! * 0.9 + (second! * 0.1) / 7) / (2 * first! + second!);
    expect(windows[0]!.probabilities.sad).toBeCloseTo(sad, 6);
    expect(windows.at(-1)!.probabilities.calm).toBeCloseTo(0.9, 6);
    expect([emotion, runnerUp]).toEqual(['calm', 'sad']);
  });

  it('lets windows without a voice weigh nothing', async () => {
    const analyser = fakeAnalyser((window) => (window === 0 ? heard({ sad: 0.9 }) : heard({ calm: 0.9 }, 0)));
    const detectFile = createDetectFile({ decoder: fakeDecoder(9), analyser, maxClipSec: 60 });
    expect((await detectFile('clip')).emotion).toBe('sad');
  });

  it('hears no voice where no window has one', async () => {
    const analyser = fakeAnalyser(() => heard({ sad: 0.9 }, 0));
    const detectFile = createDetectFile({ decoder: fakeDecoder(9), analyser, maxClipSec: 60 });
    await expect(detectFile('clip')).rejects.toMatchObject({ code: 'NO_VOICE' });
  });

  it('refuses a clip shorter than the model takes', async () => {
    const detectFile = createDetectFile({
      decoder: fakeDecoder(0.4),
      analyser: fakeAnalyser(),
      maxClipSec: 60,
    });
    await expect(detectFile('clip')).rejects.toMatchObject({ code: 'AUDIO_TOO_SHORT' });
  });

  it('says what the decoder says', async () => {
    const failure = new UserError('NOT_AUDIO');
    const detectFile = createDetectFile({
      decoder: fakeDecoder(3, failure),
      analyser: fakeAnalyser(),
      maxClipSec: 60,
    });
    await expect(detectFile('clip')).rejects.toBe(failure);
  });

  it('stops decoding when a window fails', async () => {
    const failure = new UserError('BUSY');
    const analyser = fakeAnalyser((window) => (window === 1 ? Promise.reject(failure) : heard({ sad: 0.9 })));
    const detectFile = createDetectFile({ decoder: fakeDecoder(600), analyser, maxClipSec: 900 });
    await expect(detectFile('clip')).rejects.toBe(failure);
    expect(analyser.calls).toBeLessThan(20);
  });

  it('stops when told to, with the reason given', async () => {
    const stop = new AbortController();
    const reason = new UserError('TIMED_OUT');
    const analyser = fakeAnalyser((window) => {
      if (window === 2) stop.abort(reason);
      return heard({ sad: 0.9 });
    });
    const detectFile = createDetectFile({ decoder: fakeDecoder(600), analyser, maxClipSec: 900 });
    await expect(detectFile('clip', { signal: stop.signal })).rejects.toBe(reason);
    expect(analyser.calls).toBeLessThan(20);
  });
});
