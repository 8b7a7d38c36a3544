import { rm } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { openMonitor, type Monitor } from '../../../src/monitor/monitor.js';
import { fakeAnalyser, fakeDecoder, fakeDownloader } from '../../helpers/fakes.js';
import { freePort } from '../../helpers/free-port.js';
import { tempDir } from '../../helpers/temp-dir.js';

async function open(parts: string[] = []) {
  const port = await freePort();
  const monitor = await openMonitor({ host: '127.0.0.1', port }, parts);
  onTestFinished(() => monitor.close());
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  const metrics = async () => (await get('/metrics')).text();
  return { port, monitor, get, metrics };
}

/** Half a second is one piece of samples. */
const timed = (monitor: Monitor, decoder = fakeDecoder(0.5)) =>
  monitor.timed({ downloader: fakeDownloader(), decoder, encoder: decoder, analyser: fakeAnalyser() });

describe('health', () => {
  it('is well as long as the process answers', async () => {
    const { get } = await open(['store']);
    const answer = await get('/healthz');
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  it('is ready once every part is, and no longer than that', async () => {
    const { get, monitor } = await open(['model', 'store']);
    const ready = async () => {
      const answer = await get('/readyz');
      return [answer.status, await answer.json()];
    };
    expect(await ready()).toEqual([503, { model: false, store: false }]);
    monitor.readyWhen('model', () => true);
    expect(await ready()).toEqual([503, { model: true, store: false }]);
    monitor.readyWhen('store', () => Promise.resolve(true));
    expect(await ready()).toEqual([200, { model: true, store: true }]);
    monitor.readyWhen('store', () => Promise.reject(new Error('the disk is gone')));
    expect(await ready()).toEqual([503, { model: true, store: false }]);
  });

  it('takes a part that does not answer for one that is not ready', async () => {
    const { get, monitor } = await open(['store']);
    monitor.readyWhen('store', () => new Promise(() => undefined));
    expect((await get('/readyz')).status).toBe(503);
  });

  it('does not ask a silent part again before it has answered', async () => {
    const { get, monitor } = await open(['store']);
    const answers: ((isThere: boolean) => void)[] = [];
    monitor.readyWhen('store', () => new Promise((resolve) => void answers.push(resolve)));
    const statusNow = async () => (await get('/readyz')).status;
    expect(await Promise.all([statusNow(), statusNow()])).toEqual([503, 503]);
    expect(answers).toHaveLength(1);
    answers[0]!(true);
    const asked = statusNow();
    await expect.poll(() => answers.length).toBe(2);
    answers[1]!(true);
    expect(await asked).toBe(200);
  });

  it('answers nothing else', async () => {
    const { get } = await open();
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', { method: 'POST' })).status).toBe(405);
    expect((await get('/healthz?probe=1')).status).toBe(200);
  });

  it('says which port it cannot have', async () => {
    const { port } = await open();
    await expect(openMonitor({ host: '127.0.0.1', port }, [])).rejects.toThrow(
      `METRICS_PORT ${port} cannot be used on 127.0.0.1: choose another`,
    );
  });
});

describe('metrics', () => {
  it('count interactions by command and outcome', async () => {
    const { monitor, metrics } = await open();
    monitor.observer.acknowledged(0.2);
    monitor.observer.ended('detect', 'answered', 0.5);
    monitor.observer.ended('detect', 'answered', 1.5);
    monitor.observer.ended('upload', new UserError('NOT_AUDIO').code, 0.1);
    const text = await metrics();
    expect(text).toContain('overtone_interactions_total{command="detect",outcome="answered"} 2');
    expect(text).toContain('overtone_interactions_total{command="upload",outcome="NOT_AUDIO"} 1');
    expect(text).toContain('overtone_interaction_seconds_sum{command="detect"} 2\n');
    expect(text).toContain('overtone_stage_seconds_bucket{le="0.25",stage="acknowledge"} 1');
  });

  it('time each step, those that fail too, and tell what is in progress', async () => {
    const { monitor, metrics } = await open();
    let finish = (): void => undefined;
    const { decoder } = timed(monitor);
    const options = { maxDurationSec: 9, sampleRateHz: 70 };
    const decoding = decoder.decode('x', {
      ...options,
      onSamples: () => new Promise<void>((resolve) => (finish = resolve)),
    });
    await expect.poll(metrics).toContain('overtone_stage_in_progress{stage="decode"} 1');
    finish();
    await decoding;
    const failing = timed(monitor, fakeDecoder(1, new UserError('NOT_AUDIO'))).decoder;
    await expect(failing.decode('x', options)).rejects.toThrow(UserError);
    const text = await metrics();
    expect(text).toContain('overtone_stage_in_progress{stage="decode"} 0');
    expect(text).toContain('overtone_stage_seconds_count{stage="decode"} 2');
  });

  it('tell of the queue as long as it can be asked', async () => {
    const { monitor, metrics } = await open();
    let look = () => Promise.resolve({ waiting: 7, active: 2, workers: 1 });
    monitor.watchQueue(() => look());
    const text = await metrics();
    expect(text).toContain('overtone_queue_jobs{state="waiting"} 7');
    expect(text).toContain('overtone_queue_jobs{state="active"} 2');
    expect(text).toContain('overtone_queue_workers 1');
    look = () => Promise.reject(new Error('Redis is gone'));
    expect(await metrics()).not.toMatch(/^overtone_queue/m);
  });
});

describe('a metric that cannot be read', () => {
  it('is left out, and the others are there', async () => {
    const { monitor, metrics } = await open();
    const dataDir = await tempDir();
    monitor.watchStore({ clips: Promise.resolve(3), dataDir });
    expect(await metrics()).toMatch(/^overtone_data_free_bytes \d/m);
    await rm(dataDir, { recursive: true });
    const text = await metrics();
    expect(text).not.toMatch(/^overtone_data_free_bytes/m);
    expect(text).toContain('overtone_clips_at_start 3');
  });
});

describe('a monitor that is off', () => {
  it('hands everything back as it was', async () => {
    const off = await openMonitor(undefined, ['model']);
    const parts = { decoder: fakeDecoder(1), downloader: fakeDownloader() };
    const given = { ...parts, encoder: parts.decoder, analyser: fakeAnalyser() };
    expect(off.timed(given)).toBe(given);
    await off.close();
  });
});
