import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../src/process/package-root.js';

/** A commit that was built, to be compared with what lies here. */
export interface Build {
  /** Its short name. */
  commit: string;
  /** Folder that holds its `dist`. */
  root: string;
  drop(): Promise<void>;
}

const run = promisify(execFile);
const git = async (...args: string[]) => (await run('git', args, { cwd: packageRoot() })).stdout.trim();

/** The short name of a commit, and whether what lies here differs from it. */
export async function describeCommit(): Promise<{ commit: string; isChanged: boolean }> {
  const [commit, changes] = await Promise.all([
    git('rev-parse', '--short', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
  ]);
  return { commit, isChanged: changes !== '' };
}

/** Builds a commit in a work tree of its own, with the packages that are installed here. */
export async function buildCommit(name: string): Promise<Build> {
  const commit = await git('rev-parse', '--short', '--verify', `${name}^{commit}`);
  const folder = await mkdtemp(join(tmpdir(), 'overtone-bench-commit-'));
  const root = join(folder, 'tree');
  const drop = async () => {
    await git('worktree', 'remove', '--force', root).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await git('worktree', 'add', '--detach', root, commit);
    await linkPackages(root);
    await run('npm', ['run', '--silent', 'build'], { cwd: root });
    return { commit, root, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** All but the workspace's own, of which the commit has its own. */
async function linkPackages(root: string): Promise<void> {
  const [from, to] = [join(packageRoot(), 'node_modules'), join(root, 'node_modules')];
  await mkdir(join(to, '@overtone'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== '@overtone') await symlink(join(from, name), join(to, name));
  }
  for (const name of await readdir(join(root, 'packages'))) {
    await symlink(join(root, 'packages', name), join(to, '@overtone', name));
  }
}
