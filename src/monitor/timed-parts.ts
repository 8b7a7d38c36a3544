import type { AudioDecoder, AudioEncoder, Downloader, VoiceAnalyser } from '../usecases/ports.js';

/** A step of the work that is timed at a port. Decoding a clip goes on while its windows are analysed. */
export type Stage = 'download' | 'decode' | 'encode' | 'analyse';

export type Measure = <T>(stage: Stage, work: () => Promise<T>) => Promise<T>;

/** Those that a process has. */
export interface TimedParts {
  downloader?: Downloader;
  decoder?: AudioDecoder;
  encoder?: AudioEncoder;
  analyser?: VoiceAnalyser;
}

/** The same parts, timed. */
export function timeParts<Parts extends TimedParts>(parts: Parts, measure: Measure): Parts {
  const { downloader, decoder, encoder, analyser }: TimedParts = parts;
  const timed: TimedParts = {
    ...(downloader && {
      downloader: { download: (...given) => measure('download', () => downloader.download(...given)) },
    }),
    ...(decoder && {
      decoder: { decode: (...given) => measure('decode', () => decoder.decode(...given)) },
    }),
    ...(encoder && {
      encoder: { encodeOpus: (...given) => measure('encode', () => encoder.encodeOpus(...given)) },
    }),
    ...(analyser && {
      analyser: {
        model: analyser.model,
        analyse: (...given) => measure('analyse', () => analyser.analyse(...given)),
      },
    }),
  };
  return { ...parts, ...timed };
}
