import type { Track } from './track.js';

/**
 * Spectral flux: root mean square change of the log-mel energies since the frame before; 0 for the first frame.
 *
 * @param bands - One track per mel band; shape `[bands, frames]`.
 */
export function spectralFlux(bands: readonly Track[]): Track {
  const values = new Float64Array(bands[0]!.values.length);
  for (const band of bands) {
    for (let t = 1; t < values.length; t += 1) values[t]! += (band.values[t]! - band.values[t - 1]!) ** 2;
  }
  for (let t = 1; t < values.length; t += 1) values[t] = Math.sqrt(values[t]! / bands.length);
  return { name: 'flux', unit: 'ln', values };
}
