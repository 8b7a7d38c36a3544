import { html, type TemplateResult } from 'lit';
import angry from '@twemoji/svg/1f620.svg';
import calm from '@twemoji/svg/1f60c.svg';
import disgust from '@twemoji/svg/1f922.svg';
import fearful from '@twemoji/svg/1f628.svg';
import happy from '@twemoji/svg/1f604.svg';
import neutral from '@twemoji/svg/1f610.svg';
import sad from '@twemoji/svg/1f622.svg';
import surprised from '@twemoji/svg/1f632.svg';

/** The bot's own emoji look the same everywhere, as they do on Discord; any other is the system's. */
const PICTURES: Readonly<Record<string, string>> = {
  '😐': neutral,
  '😌': calm,
  '😄': happy,
  '😢': sad,
  '😠': angry,
  '😨': fearful,
  '🤢': disgust,
  '😲': surprised,
};

const KNOWN = new RegExp(`(${Object.keys(PICTURES).join('|')})`, 'u');

/** Text with its emoji drawn. */
export function withEmoji(text: string): (string | TemplateResult)[] {
  return text
    .split(KNOWN)
    .filter((part) => part !== '')
    .map((part) => {
      const picture = PICTURES[part];
      return picture === undefined ? part : html`<img class="emoji" src=${picture} alt=${part} />`;
    });
}
