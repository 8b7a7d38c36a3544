import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { workerData } from 'piscina';

/** A voice thread for tests: the first of them dies of its first window, or every one where told so. */
const inDir = (name) => join(workerData.modelDir, name);

export const describeModel = () => ({ ok: true, value: { backend: 'none', model: {} } });

export const analyse = (samples) => {
  const isFirst = !existsSync(inDir('died'));
  writeFileSync(inDir('died'), '');
  if (isFirst || existsSync(inDir('always'))) process.exit(3);
  return { ok: true, value: { samples: samples.length } };
};
