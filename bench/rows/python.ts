import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../src/process/package-root.js';
import { benchClip } from '../clips.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';

const run = promisify(execFile);
const CLIPS = 200;
const COLD = 'the command line on one cold clip, against Python: times faster';
const MANY = `the command line on ${CLIPS} clips of OGG Opus, against Python: times faster`;

/** The command line beside librosa and scikit-learn, where `PYTHON`, or else `python3`, has them. */
export async function pythonRows(setting: Setting): Promise<BenchLine[]> {
  const python = process.env.PYTHON ?? 'python3';
  try {
    await run(python, ['-c', 'import librosa, sklearn, joblib']);
  } catch {
    const skipped = `${python} has no librosa with scikit-learn; PYTHON may name one that has`;
    return [COLD, MANY].map((what) => ({ what, skipped }));
  }
  const folder = await setting.folder();
  const model = join(folder, 'model.joblib');
  const script = join(packageRoot(), 'bench', 'baseline.py');
  await run(python, [script, 'make', model]);
  const clip = await benchClip(folder, 'ogg-opus', 4);
  const clips = Array.from({ length: CLIPS }, (_, i) => join(folder, `${i}.ogg`));
  for (const path of clips) await copyFile(clip.path, path);

  const cli = join(packageRoot(), 'dist', 'src', 'bin', 'detect.js');
  const env = { ...process.env, TFJS_BACKEND: 'wasm' };
  const ours = (files: string[]) => run(process.execPath, [cli, '--json', ...files], { env, cwd: folder });
  const theirs = (files: string[]) => run(python, [script, 'classify', model, ...files]);
  const compare = async (what: string, files: string[], least: number, runs: number): Promise<BenchLine> => {
    const measured = await measureInTurns(
      { ours: () => ours(files), theirs: () => theirs(files) },
      { warmUp: 1, runs },
    );
    return {
      what,
      value: measured.theirs.median / measured.ours.median,
      unit: '×',
      target: { least },
      detail: `${inWords(measured.ours)} against ${inWords(measured.theirs)}`,
    };
  };
  return [await compare(COLD, [clip.path], 3, 7), await compare(MANY, clips, 1.2, 3)];
}
