import { EMOTIONS, toProbabilities, type Emotion, type Probabilities } from '../../src/domain/emotions.js';
import type { Clip } from '../../src/domain/clip.js';
import type { Detection, WindowDetection } from '../../src/domain/detection.js';
import type { Rules } from '../../src/domain/limits.js';
import { readConfig } from '../../src/process/config.js';
import type { NewClip } from '../../src/usecases/ports.js';

/** Things with sensible defaults; a test names only what matters to it. */

export const GUILD = '200000000000000001';
export const OTHER_GUILD = '200000000000000002';
export const ALICE = '300000000000000001';
export const BOB = '300000000000000002';

/** What applies where nothing is configured; a test that reaches a limit names its own. */
export const RULES: Rules = readConfig({});
export const LIMITS = RULES.limits;

/** Probabilities of which the given are set and the rest share what is left. */
export function probabilities(given: Partial<Record<Emotion, number>>): Probabilities {
  const rest = EMOTIONS.filter((emotion) => given[emotion] === undefined);
  const left = 1 - Object.values(given).reduce((sum, value) => sum + value, 0);
  return toProbabilities(EMOTIONS.map((emotion) => given[emotion] ?? left / rest.length));
}

export function windowDetection(overrides: Partial<WindowDetection> = {}): WindowDetection {
  return {
    startSec: 0,
    endSec: 3,
    probabilities: probabilities({ happy: 0.7 }),
    voiceActivity: 0.8,
    ...overrides,
  };
}

export function detection(overrides: Partial<Detection> = {}): Detection {
  return {
    emotion: 'happy',
    runnerUp: 'surprised',
    confidence: 'sure',
    probabilities: probabilities({ happy: 0.7, surprised: 0.1 }),
    durationSec: 3,
    windows: [windowDetection()],
    modelVersion: '1.0.0',
    ...overrides,
  };
}

export function newClip(overrides: Partial<NewClip> = {}): NewClip {
  return {
    guildId: GUILD,
    uploaderId: ALICE,
    name: 'hello',
    originalFileName: 'hello.ogg',
    mediaType: 'audio/ogg',
    audio: { container: 'ogg', codec: 'opus', sampleRateHz: 48_000, channels: 1, durationSec: 3 },
    bytes: 5,
    sha256: 'ab'.repeat(32),
    uploadedAt: Date.UTC(2026, 0, 1),
    ...overrides,
  };
}

export function clip(overrides: Partial<Clip> = {}): Clip {
  const id = '0123456789abcdef0123';
  return { ...newClip(), id, path: `clips/${GUILD}/${id}.ogg`, ...overrides };
}
