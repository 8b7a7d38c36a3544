import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Launcher, type Launched } from '../../../src/audio/launcher.js';
import { isThere, until } from './fake-ffmpeg.js';

const sh = (script: string) => ({ command: '/bin/sh', args: ['-c', script] });

const closeOf = (child: Launched) =>
  new Promise((resolve) => {
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode, signal });
    });
  });

const foldersLeft = () => readdirSync(tmpdir()).filter((name) => existsSync(join(tmpdir(), name, 'socket')));

/** Ends the small process, and waits until what is left of it is gone. */
const stopHelper = async (launcher: Launcher) => {
  process.kill(launcher.helperPid!, 'SIGKILL');
  await until(() => launcher.helperPid === undefined);
};

/** Parent of the shell that answers. */
const whoStarted = async (launcher: Launcher) => {
  const child = launcher.launch(sh('echo $PPID'));
  const closed = closeOf(child);
  const parent = Number(await text(child.stdout));
  await closed;
  return parent;
};

describe.runIf(process.platform === 'linux')('what a launcher starts through its small process', () => {
  let launcher: Launcher;
  beforeEach(async () => {
    launcher = new Launcher();
    await launcher.warmUp();
  });
  afterEach(() => stopHelper(launcher));

  it('is not started by this process', async () => {
    expect(await whoStarted(launcher)).toBe(launcher.helperPid);
  });

  it('has its own stdin, stdout and stderr, however many are started at once', async () => {
    const all = Array.from({ length: 12 }, async (_, i) => {
      const child = launcher.launch(sh(`cat; echo "error ${i}" >&2; exit ${i}`));
      const closed = closeOf(child);
      child.stdin.end(`input ${i}`);
      const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
      expect({ stdout, stderr, end }).toEqual({
        stdout: `input ${i}`,
        stderr: `error ${i}\n`,
        end: { exitCode: i, signal: null },
      });
    });
    await Promise.all(all);
  });

  it('writes no faster than it is read, and loses nothing', async () => {
    const child = launcher.launch(sh('head -c 20000000 /dev/zero'));
    let bytes = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) bytes += chunk.length;
    expect(bytes).toBe(20_000_000);
  });

  it('tells by what signal it ended', async () => {
    const child = launcher.launch(sh('kill -SEGV $$'));
    child.stdout.resume();
    child.stderr.resume();
    expect(await closeOf(child)).toEqual({ exitCode: null, signal: 'SIGSEGV' });
  });

  it('is ended with all that it has started', async () => {
    const child = launcher.launch(sh('sleep 60 & echo $!; wait'));
    const sleeper = await new Promise<number>((resolve) => {
      child.stdout.once('data', (data: Buffer) => {
        resolve(Number(data.toString()));
      });
    });
    const closed = closeOf(child);
    child.killGroup();
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await closed).toEqual({ exitCode: null, signal: 'SIGKILL' });
    await until(() => !isThere(sleeper));
  });

  it('may be ended before it has begun', async () => {
    const child = launcher.launch(sh('sleep 60'));
    const closed = closeOf(child);
    child.killGroup();
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await closed).toEqual({ exitCode: null, signal: 'SIGKILL' });
  });

  it('says so if there is no such command', async () => {
    const child = launcher.launch({ command: '/nowhere/ffmpeg', args: [] });
    const closed = closeOf(child);
    const error = await new Promise<Error>((resolve) => child.on('error', resolve));
    expect(error.message).toContain('ENOENT');
    child.stdout.destroy();
    child.stderr.destroy();
    await closed;
  });
});

describe.runIf(process.platform === 'linux')('the small process', () => {
  it('comes with the second command', async () => {
    const launcher = new Launcher();
    expect(await whoStarted(launcher)).toBe(process.pid);
    expect(launcher.helperPid).toBeUndefined();
    expect(await whoStarted(launcher)).toBe(process.pid);
    await launcher.warmUp();
    expect(await whoStarted(launcher)).toBe(launcher.helperPid);
    await stopHelper(launcher);
  });

  it('may die: what it started fails for the moment, what comes next does not', async () => {
    const launcher = new Launcher();
    await launcher.warmUp();
    const before = launcher.helperPid!;
    const child = launcher.launch(sh('echo begun; sleep 60'));
    const closed = closeOf(child);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const failed = new Promise((resolve) => child.stdout.once('error', resolve));
    process.kill(before, 'SIGKILL');
    expect(await failed).toMatchObject({ code: 'BUSY' });
    await closed;
    await launcher.warmUp();
    expect(launcher.helperPid).not.toBe(before);
    expect(await whoStarted(launcher)).toBe(launcher.helperPid);
    await stopHelper(launcher);
  });

  it('lets what it started go on when the whole service is asked to stop', async () => {
    const launcher = new Launcher();
    await launcher.warmUp();
    const child = launcher.launch(sh('echo begun; sleep 0.3; echo done'));
    const said = text(child.stdout);
    process.kill(launcher.helperPid!, 'SIGTERM');
    process.kill(launcher.helperPid!, 'SIGINT');
    expect(await said).toBe('begun\ndone\n');
    await stopHelper(launcher);
  });

  it('ends with whoever it works for, however that ends, and so does what it started', async () => {
    const before = foldersLeft();
    const module = new URL('../../../src/audio/launcher.ts', import.meta.url).href;
    const script = `
      const { Launcher } = await import(${JSON.stringify(module)});
      const launcher = new Launcher();
      await launcher.warmUp();
      const child = launcher.launch({ command: '/bin/sh', args: ['-c', 'echo $$; exec sleep 60'] });
      child.stdout.once('data', (data) => {
        console.log(launcher.helperPid, Number(data));
        process.kill(process.pid, 'SIGKILL');
      });`;
    const run = ['--import', 'tsx', '--input-type=module', '-e', script];
    const out = (() => {
      try {
        return execFileSync(process.execPath, run, { encoding: 'utf8' });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    })();
    const [helper, command] = out.trim().split(' ').map(Number) as [number, number];
    await until(() => !isRunning(helper) && !isRunning(command));
    await until(() => foldersLeft().every((name) => before.includes(name)));
  });

  it('does not keep whoever it works for from ending', () => {
    const module = new URL('../../../src/audio/launcher.ts', import.meta.url).href;
    const script = `
      const { Launcher } = await import(${JSON.stringify(module)});
      const launcher = new Launcher();
      await launcher.warmUp();
      const child = launcher.launch({ command: '/bin/sh', args: ['-c', 'sleep 0.2; echo heard'] });
      child.stdout.pipe(process.stdout);
      child.stderr.resume();
      child.once('close', (code) => console.log(code));`;
    const run = ['--import', 'tsx', '--input-type=module', '-e', script];
    expect(execFileSync(process.execPath, run, { encoding: 'utf8', timeout: 15_000 })).toBe('heard\n0\n');
  });
});

/** As {@link isThere}, but not as a zombie, of which nobody may take notice in a container. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
