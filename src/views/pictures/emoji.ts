import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Emotion } from '../../domain/emotions.js';
import { EMOTION_STYLE } from './emotion-style.js';

const { resolve } = createRequire(import.meta.url);

const emojiImages = new Map<Emotion, string>();

/** An emotion's emoji as a picture, since fonts of emoji are large: Twemoji, which Discord shows too. */
export function emojiImage(emotion: Emotion): string {
  const known = emojiImages.get(emotion);
  if (known !== undefined) return known;
  const codePoint = EMOTION_STYLE[emotion].emoji.codePointAt(0)!.toString(16);
  const svg = readFileSync(resolve(`@twemoji/svg/${codePoint}.svg`));
  const image = `data:image/svg+xml;base64,${svg.toString('base64')}`;
  emojiImages.set(emotion, image);
  return image;
}

/**
 * Puts each emoji into the document itself: resvg would load the fonts again for every picture within it,
 * which takes most of its time.
 */
export function inlineEmoji(svg: string): string {
  const image = /<image ([^>]*?)href="data:image\/svg\+xml;base64,([^"]+)"([^>]*?)(?:\/>|><\/image>)/g;
  return svg.replace(image, (_, before: string, base64: string, after: string) => {
    const emoji = Buffer.from(base64, 'base64').toString('utf8');
    const attributes = `${before}${after}`;
    // On a nested <svg>, resvg would apply a transformation twice.
    const transform = /transform="[^"]*"/.exec(attributes)?.[0] ?? '';
    const place = attributes.replace(transform, '');
    const drawing = emoji.replace(/^<svg[^>]*>|<\/svg>\s*$/g, '');
    return `<g ${transform}><svg ${place} viewBox="0 0 36 36">${drawing}</svg></g>`;
  });
}
