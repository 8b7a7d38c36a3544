import type { Descriptors } from '../descriptors/describe.js';
import { select } from '../statistics.js';
import type { FunctionalSink } from './sink.js';
import { addQuantiles } from './summary.js';

/** Distribution of cepstral peak, harmonics and formants over voiced frames. */
export function addVoiceSource({ source, voiced, hasVoice }: Descriptors, sink: FunctionalSink): void {
  for (const track of source) {
    addQuantiles(hasVoice ? { ...track, values: select(track.values, voiced) } : track, sink);
  }
}
