import type { AudioDecoder, AudioEncoder, Downloader, VoiceAnalyser } from '../usecases/ports.js';

/** A step of the work that is timed at a port. Decoding a clip goes on while its windows are analysed. */
export type WorkStage = 'download' | 'measure' | 'decode' | 'encode' | 'analyse';

export type TimeStage = <T>(stage: WorkStage, work: () => Promise<T>) => Promise<T>;

/** The ports that are timed, as far as a process has them. */
export interface TimedParts {
  downloader?: Downloader;
  decoder?: AudioDecoder;
  encoder?: AudioEncoder;
  analyser?: VoiceAnalyser;
}

/** The same parts, timed. */
export function timeParts<Parts extends TimedParts>(parts: Parts, time: TimeStage): Parts {
  const { downloader, decoder, encoder, analyser }: TimedParts = parts;
  const timed: TimedParts = {
    ...(downloader && {
      downloader: { download: (...given) => time('download', () => downloader.download(...given)) },
    }),
    ...(decoder && {
      decoder: {
        measure: (...given) => time('measure', () => decoder.measure(...given)),
        decode: (...given) => time('decode', () => decoder.decode(...given)),
      },
    }),
    ...(encoder && {
      encoder: { encodeOpus: (...given) => time('encode', () => encoder.encodeOpus(...given)) },
    }),
    ...(analyser && {
      analyser: {
        model: analyser.model,
        analyse: (...given) => time('analyse', () => analyser.analyse(...given)),
      },
    }),
  };
  return { ...parts, ...timed };
}
