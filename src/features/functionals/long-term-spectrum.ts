import type { Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { percentiles } from '../order-statistics.js';
import { maximum, mean, meanWhere, select, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** Frames quieter than this below the loudest count as pauses, in dB. */
const ACTIVE_DB = 25;
/** Active frames above this percentile of level count as loud. */
const LOUD_PERCENTILE = 60;

/**
 * Long-term average spectrum, once with its level and then, relative to the mean of all active frames and bands,
 * that of loud frames, of the softest tenth and of voiced frames, besides each band's spread.
 */
export function addLongTermSpectrum(descriptors: Descriptors, sink: FunctionalSink): void {
  const { bands, voiced, hasVoice } = descriptors;
  const { active, loud } = activity(descriptors.level.values);
  const activeBands = bands.map(({ values }) => select(values, active));
  const overall = mean(Float64Array.from(activeBands, mean));
  const addBands = (statistic: string, of: (band: Track, index: number) => number): void => {
    bands.forEach((band, index) => {
      sink.add(`${band.name}.${statistic}`, 'ln', of(band, index));
    });
  };
  addBands('energy-mean', ({ values }) => Math.log(meanEnergy(values) + 1e-8));
  addBands('loud-mean', ({ values }) => meanWhere(values, loud) - overall);
  addBands('active-p10', (_, b) => percentiles(activeBands[b]!, [10])[0]! - overall);
  addBands('active-sd', (_, b) => standardDeviation(activeBands[b]!));
  addBands('voiced-mean', ({ values }) => (hasVoice ? meanWhere(values, voiced) : mean(values)) - overall);
}

/** @param logs - Natural logs of energies. */
function meanEnergy(logs: Float64Array): number {
  let sum = 0;
  for (const log of logs) sum += Math.exp(log);
  return sum / logs.length;
}

/** Which frames are no pause, and which of all frames are loud; at least one frame is either. */
function activity(levels: Float64Array): { active: boolean[]; loud: boolean[] } {
  const loudest = maximum(levels);
  const active = Array.from(levels, (value) => value > loudest - ACTIVE_DB);
  const threshold = percentiles(select(levels, active), [LOUD_PERCENTILE])[0]!;
  const loud = Array.from(levels, (value) => value > threshold);
  return { active, loud: loud.includes(true) ? loud : active };
}
