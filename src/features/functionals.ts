import { describe } from './descriptors/describe.js';
import type { VoiceFrames } from './frames.js';
import { addCorrelations } from './functionals/correlation.js';
import { addCourse } from './functionals/course.js';
import { addLongTermSpectrum } from './functionals/long-term-spectrum.js';
import { addModulation } from './functionals/modulation.js';
import { addPitch } from './functionals/pitch.js';
import { addSummaries } from './functionals/summary.js';
import { addTiming } from './functionals/timing.js';
import type { FunctionalSink } from './functionals/sink.js';
import { addVoiceSource } from './functionals/voice-source.js';
import { POWER_FLOOR, SPECTRUM_BINS } from './settings.js';

/** Number of functionals. */
export const FUNCTIONAL_COUNT = 1273;

/** What one functional is. */
export interface FunctionalName {
  /** Track and statistic, such as `mfcc-3.p95`; unique. */
  name: string;
  /** `1` for a plain ratio. */
  unit: string;
}

/**
 * Describes a whole voice by statistics over its frames: the input of the classifier.
 *
 * @param frames - At least two frames. Not modified.
 * @returns Shape `[1273]`, finite, in the order of {@link functionalNames}.
 */
export function functionals(frames: VoiceFrames): Float32Array {
  const values = new Float32Array(FUNCTIONAL_COUNT);
  let at = 0;
  addAll(frames, {
    add(_name, _unit, value) {
      values[at] = value;
      at += 1;
    },
  });
  if (at !== FUNCTIONAL_COUNT)
    throw new RangeError(`expected ${FUNCTIONAL_COUNT} functionals, computed ${at}`);
  return values;
}

let names: readonly FunctionalName[] | undefined;

/** Name and unit of each functional, in order; shape `[1273]`. */
export function functionalNames(): readonly FunctionalName[] {
  if (!names) {
    const found: FunctionalName[] = [];
    addAll(silence(), { add: (name, unit) => found.push({ name, unit }) });
    names = found;
  }
  return names;
}

function addAll(frames: VoiceFrames, sink: FunctionalSink): void {
  const descriptors = describe(frames);
  addSummaries(descriptors, sink);
  addPitch(descriptors, sink);
  addTiming(descriptors, sink);
  addCourse(descriptors, sink);
  addCorrelations(descriptors, sink);
  addLongTermSpectrum(descriptors, sink);
  addVoiceSource(descriptors, sink);
  addModulation(descriptors, sink);
}

/** The shortest voice that has all functionals: the names do not depend on what is heard. */
function silence(): VoiceFrames {
  const count = 2;
  return {
    count,
    power: new Float32Array(count * SPECTRUM_BINS).fill(POWER_FLOOR),
    pitchLog2Hz: new Float32Array(count),
    harmonicity: new Float32Array(count),
    levelDb: new Float32Array(count).fill(-90),
    zeroCrossingRate: new Float32Array(count),
    gainDb: 0,
  };
}
