/**
 * What the front end computes, in the units that it is described with. The model's metadata carries a copy, and
 * a model trained with other settings is refused at load.
 */
export const FEATURE_SETTINGS = {
  /** Raised whenever the values of the functionals change for the same settings. */
  revision: 3,
  /** Rate of the samples taken, in Hz. */
  sampleRateHz: 16_000,
  /** Length of one frame, in samples (40 ms); a symmetric Hann window is applied to it. */
  windowSamples: 640,
  /** From one frame's centre to the next, in samples (16 ms). */
  hopSamples: 256,
  /** Length of a zero-padded frame's Fourier transform, in samples. */
  fftSize: 1024,
  /** Silence around the voice is cut where it lies this far below the loudest frame, in dB. */
  trimDb: 35,
  /** Frames kept on either side of what the cut would leave. */
  trimMarginFrames: 5,
  /** Bands of the log-mel frames. */
  melBands: 64,
  /** Bands of the filterbank behind the cepstral coefficients. */
  cepstralMelBands: 40,
  /** Cepstral coefficients per frame, the 0th (loudness) included. */
  cepstralCoefficients: 20,
  /** Lower edge of the lowest mel band, in Hz. */
  melMinHz: 50,
  /** Upper edge of the highest mel band, in Hz. */
  melMaxHz: 7_600,
  /** Lowest pitch looked for, in Hz. */
  pitchMinHz: 65,
  /** Highest pitch looked for, in Hz. */
  pitchMaxHz: 620,
  /** Length of the frame in which a period is looked for, in samples (64 ms). */
  pitchWindowSamples: 1024,
} as const;

/** Bins of a one-sided spectrum, from 0 Hz to half the sample rate. */
export const SPECTRUM_BINS = FEATURE_SETTINGS.fftSize / 2 + 1;

/** Width of one bin, in Hz. */
export const BIN_HZ = FEATURE_SETTINGS.sampleRateHz / FEATURE_SETTINGS.fftSize;

/** Frames per second. */
export const FRAME_RATE_HZ = FEATURE_SETTINGS.sampleRateHz / FEATURE_SETTINGS.hopSamples;

/** Lowest power of a spectrum's bin, relative to full scale; digital silence is this. */
export const POWER_FLOOR = 1e-9;

/** The bin whose frequency is the first at or above `hz`. */
export function binFrom(hz: number): number {
  return Math.ceil(hz / BIN_HZ);
}
