import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { parseStat, processorSeconds } from '../../../bench/processor-time.js';

describe('parseStat', () => {
  it('adds up what a process and those that it waited for took, whatever its name', () => {
    const line = '4242 (a) b (c) S 77 1 1 0 -1 4194304 10 20 0 0 100 20 3 4 20 0 1 0 5 6 7';
    expect(parseStat(line)).toEqual({ pid: 4242, parent: 77, ticks: 127 });
  });
});

describe.runIf(process.platform === 'linux')('processorSeconds', () => {
  it('counts what a process has started, still at work or ended', async () => {
    const busy = `for (const end = process.cpuUsage().user + 300_000; process.cpuUsage().user < end; );`;
    const script = `
      const { spawn } = require('node:child_process');
      const busy = ${JSON.stringify(busy)};
      spawn(process.execPath, ['-e', busy]).on('exit', () => console.log('done'));
      spawn(process.execPath, ['-e', busy + 'setTimeout(() => undefined, 60_000)'], { stdio: 'inherit' });
      process.stdin.on('end', () => process.exit()).resume();`;
    const child = spawn(process.execPath, ['-e', script], {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    await expect.poll(() => processorSeconds(child.pid!)).toBeGreaterThanOrEqual(0.6);
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'close');
    expect(await processorSeconds(child.pid!)).toBeUndefined();
  });
});
