import type { Clip, Label } from '../domain/clip.js';
import { EMOTIONS, isEmotion } from '../domain/emotions.js';
import { UserError } from '../domain/errors.js';
import { CUSTOM_IDS } from './custom-id.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';
import { selectMenu } from './select-menu.js';

const NONE = { value: 'none', label: 'No emotion' };
const TAKE_BACK = { value: 'take-back', label: 'Take back what I said' };

/** A menu in which a clip's uploader says what they hear in it. */
export function labelMenu({ id, label }: Pick<Clip, 'id' | 'label'>) {
  const options = [
    ...EMOTIONS.map((emotion) => {
      const style = EMOTION_STYLE[emotion];
      return { value: emotion, label: style.label, emoji: style.emoji };
    }),
    NONE,
  ].map((option) => ({ ...option, default: option.value === label }));
  return selectMenu({
    customId: CUSTOM_IDS.label.write({ clipRef: id }),
    placeholder: 'Its uploader may say: what do you hear?',
    options: label === undefined ? options : [...options, TAKE_BACK],
  });
}

/**
 * What was chosen in a {@link labelMenu}; `undefined` takes back what was said.
 *
 * @throws UserError `STALE_MESSAGE` for what it never offers.
 */
export function readLabel(value: string): Label | undefined {
  if (value === TAKE_BACK.value) return undefined;
  if (value === 'none' || isEmotion(value)) return value;
  throw new UserError('STALE_MESSAGE');
}
