import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { VOICE_INPUT_SHAPES } from '../../src/features/voice-input.js';

/** The shipped model. */
export const ARTEFACTS = join(import.meta.dirname, '..', '..', 'model', 'artefacts');

export const EXPECTED = { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES };

/** An empty folder, removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'overtone-model-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A copy of the shipped model in which one JSON file was changed. */
export async function changedModel(
  file: 'metadata.json' | 'model.json',
  change: (json: Record<string, unknown>) => unknown,
): Promise<string> {
  const dir = await temporaryFolder();
  await cp(ARTEFACTS, dir, { recursive: true });
  const json = JSON.parse(await readFile(join(dir, file), 'utf8')) as Record<string, unknown>;
  await writeFile(join(dir, file), JSON.stringify(change(json)));
  return dir;
}
