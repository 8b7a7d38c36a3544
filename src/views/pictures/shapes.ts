import type { Emotion } from '../../domain/emotions.js';
import { FONT_FAMILY } from './drawing.js';
import { emojiImage } from './emoji.js';

/** What pictures are put together from, as ECharts' graphic elements. Lengths are in units of the picture. */

interface Point {
  x: number;
  y: number;
}

/** A filled rectangle with corners rounded by `r`. */
export function box(shape: Point & { width: number; height: number; r: number }, fill: string) {
  return { type: 'rect', silent: true, shape, style: { fill } };
}

/** Words in one line; `y` is their middle. */
export function text(
  words: string,
  place: Point & { align: 'left' | 'right' },
  font: { fontSize: number; fill: string; fontWeight?: string },
) {
  const style = { text: words, ...place, verticalAlign: 'middle', fontFamily: FONT_FAMILY, ...font };
  return { type: 'text', silent: true, style };
}

/** An emotion's emoji around a centre. */
export function emojiAt(centre: Point, size: number, emotion: Emotion) {
  const corner = { x: centre.x - size / 2, y: centre.y - size / 2 };
  return {
    type: 'image',
    silent: true,
    style: { image: emojiImage(emotion), ...corner, width: size, height: size },
  };
}
