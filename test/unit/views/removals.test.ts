import { expect, it } from 'vitest';
import { deleted } from '../../../src/views/delete-confirmation.js';
import { forgotten } from '../../../src/views/forget-confirmation.js';
import { clip } from '../../helpers/builders.js';

const said = (payload: unknown) => JSON.stringify(payload);

it('a clip is called deleted once its bytes are gone, and being deleted before', () => {
  expect(said(deleted({ clip: clip(), isPending: false }))).toMatch(/is deleted\. Nothing of it remains/);
  const pending = said(deleted({ clip: clip(), isPending: true }));
  expect(pending).toMatch(/is being deleted/);
  expect(pending).not.toMatch(/is deleted|Nothing of it remains/);
});

it('a member is called forgotten once all bytes are gone, and told how many are not before', () => {
  expect(said(forgotten({ clips: 3, pending: 0 }))).toMatch(/3 clips are deleted\. Nothing of yours remains/);
  const pending = said(forgotten({ clips: 3, pending: 2 }));
  expect(pending).toMatch(/3 clips are being deleted.*the sound of 2 goes/);
  expect(pending).not.toMatch(/are deleted|Nothing of yours remains/);
  expect(said(forgotten({ clips: 1, pending: 1 }))).toMatch(/1 clip is being deleted.*the sound of all goes/);
});
