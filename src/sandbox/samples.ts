import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../package-root.js';
import type { Sample } from './protocol.js';

const schema = z.array(
  z.object({
    file: z.string().regex(/^[\w-]+\.ogg$/),
    title: z.string(),
    duration: z.number().positive(),
    waveform: z.base64(),
  }),
) satisfies z.ZodType<Sample[]>;

/** Clips to try at once; they are not compiled, so they are read where the sources lie. */
export interface Samples {
  readonly list: readonly Sample[];
  /** The bytes of {@link Sample.file}. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Reads the sample clips, which are small, into memory. */
export function readSamples(folder = join(packageRoot(), 'src', 'sandbox', 'samples')): Samples {
  const list = schema.parse(JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8')));
  return { list, files: new Map(list.map(({ file }) => [file, readFileSync(join(folder, file))])) };
}
