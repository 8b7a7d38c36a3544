import { describe, expect, it } from 'vitest';
import { clipCard } from '../../../src/views/clip-card.js';
import { clipDetectionMessage } from '../../../src/views/detection-message.js';
import { ALICE, BOB, clip, detection } from '../../helpers/builders.js';
import { sent } from '../../helpers/sent.js';

const LABELS = ['Neutral', 'Calm', 'Happy', 'Sad', 'Angry', 'Fearful', 'Disgust', 'Surprised'];

describe('the card of a clip', () => {
  const labels = (userId: string, mayManageMessages = false) =>
    sent(clipCard(clip(), { userId, mayManageMessages })).buttons.map(({ label }) => label);

  it('offers its reader what they may do', () => {
    expect(labels(ALICE)).toEqual(['Detect', 'Play', 'Rename', 'Delete']);
    expect(labels(BOB)).toEqual(['Detect', 'Play']);
    expect(labels(BOB, true)).toEqual(['Detect', 'Play', 'Rename', 'Delete']);
  });

  it('says what was heard, and what its uploader hears', () => {
    const heard = clip({ detection: detection(), label: 'none' });
    expect(sent(clipCard(heard, { userId: ALICE, mayManageMessages: false })).embeds[0]!.fields).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'Last heard', value: '😄 Happy, sure' }),
        expect.objectContaining({ name: 'Its uploader hears', value: 'No emotion' }),
      ]),
    );
  });
});

describe('the answer to a detection of a saved clip', () => {
  it('lets its uploader choose among the eight and none, and take back what was said', async () => {
    const before = sent(await clipDetectionMessage(detection(), clip()));
    expect(before.choices.map(({ label }) => label)).toEqual([...LABELS, 'No emotion']);
    const after = sent(await clipDetectionMessage(detection(), clip({ label: 'sad' })));
    expect(after.choices.at(-1)).toMatchObject({ label: 'Take back what I said' });
    expect(after.choices.filter((choice) => choice.default).map(({ value }) => value)).toEqual(['sad']);
    expect(after.embeds[0]!.fields).toEqual([{ name: 'Its uploader hears', value: '😢 Sad' }]);
  });
});
