import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MIN_CLIP_SEC } from '../../../src/domain/limits.js';
import { packageRoot } from '../../../src/process/package-root.js';

it('the shortest clip that is kept is the shortest that the shipped model hears', () => {
  const metadata = readFileSync(join(packageRoot(), 'model', 'artefacts', 'metadata.json'), 'utf8');
  expect(MIN_CLIP_SEC).toBe((JSON.parse(metadata) as { minSec: number }).minSec);
});
