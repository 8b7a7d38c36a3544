import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Sample } from './protocol.js';

const schema = z.array(
  z.object({
    file: z.string().regex(/^[\w-]+\.ogg$/),
    title: z.string(),
    duration: z.number().positive(),
    waveform: z.base64(),
  }),
) satisfies z.ZodType<Sample[]>;

/** Holds the sample clips: part of the package, beside its code. */
export const SAMPLES_FOLDER = fileURLToPath(new URL('../samples', import.meta.url));

/** Clips to try at once. */
export interface Samples {
  readonly list: readonly Sample[];
  /** The bytes of {@link Sample.file}. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Reads the sample clips, which are small, into memory. */
export function readSamples(folder = SAMPLES_FOLDER): Samples {
  const list = schema.parse(JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')));
  return { list, files: new Map(list.map(({ file }) => [file, readFileSync(join(folder, file))])) };
}
