import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/process/config.js';
import { tempDir } from '../../helpers/temp-dir.js';

it('hands on from .env what libraries read from the environment themselves, which wins', async () => {
  const folder = await tempDir();
  await writeFile(
    join(folder, '.env'),
    'AWS_SECRET_ACCESS_KEY=of-the-file\nAWS_ACCESS_KEY_ID=of-the-file\nWORKERS=3\n',
  );
  const before = process.cwd();
  process.chdir(folder);
  process.env.AWS_ACCESS_KEY_ID = 'of-the-environment';
  onTestFinished(() => {
    process.chdir(before);
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'])
      Reflect.deleteProperty(process.env, name);
  });
  expect(loadConfig().workers).toBe(3);
  expect(process.env.AWS_SECRET_ACCESS_KEY).toBe('of-the-file');
  expect(process.env.AWS_ACCESS_KEY_ID).toBe('of-the-environment');
  expect(process.env.WORKERS).toBeUndefined();
});
