import { COLOUR, THEME } from './theme.js';

/** Part of a picture that stands outside any chart, as ECharts' graphic component takes it. */
export type GraphicElement = Readonly<Record<string, unknown>>;

export interface TextStyle {
  size?: number;
  bold?: boolean;
  colour?: string;
  align?: 'left' | 'center' | 'right';
  /** Anticlockwise, in radians. */
  rotation?: number;
}

/** Text whose middle line is at `y`. */
export function textAt(content: string, x: number, y: number, style: TextStyle = {}): GraphicElement {
  const { size = THEME.size.body, bold = false, colour = COLOUR.text, align = 'left', rotation = 0 } = style;
  return {
    type: 'text',
    silent: true,
    x,
    y,
    rotation,
    style: {
      text: content,
      fill: colour,
      fontFamily: THEME.font,
      fontSize: size,
      fontWeight: bold ? 'bold' : 'normal',
      align,
      verticalAlign: 'middle',
    },
  };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function rectangle(shape: Box, fill: string, radius = 0): GraphicElement {
  return { type: 'rect', silent: true, shape: { ...shape, r: radius }, style: { fill } };
}

export function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  style: { colour?: string; width?: number; dashed?: boolean } = {},
): GraphicElement {
  const { colour = COLOUR.rule, width = 1, dashed = false } = style;
  return {
    type: 'line',
    silent: true,
    z: 5,
    shape: { x1, y1, x2, y2 },
    style: { stroke: colour, lineWidth: width, ...(dashed ? { lineDash: [4, 3] } : {}) },
  };
}

export function circle(cx: number, cy: number, r: number, fill: string): GraphicElement {
  return { type: 'circle', silent: true, z: 10, shape: { cx, cy, r }, style: { fill } };
}

/** A square on its corner. */
export function diamond(cx: number, cy: number, r: number, fill: string): GraphicElement {
  const points = [
    [cx, cy - r],
    [cx + r, cy],
    [cx, cy + r],
    [cx - r, cy],
  ];
  return { type: 'polygon', silent: true, z: 10, shape: { points }, style: { fill } };
}

/** What a mark stands for. The mark is drawn around the given point. */
export interface LegendItem {
  title: string;
  mark: (x: number, y: number) => GraphicElement;
}

const MARK_WIDTH = 22;
/** Width of a letter of this size in pixels, somewhat more than common fonts take. */
const LETTER_WIDTH = 6.6;
const ITEM_GAP = 20;

/** Marks and their meanings in one row that ends at the right margin. */
export function legend(items: readonly LegendItem[], y: number): GraphicElement[] {
  const widthOf = ({ title }: LegendItem) => MARK_WIDTH + LETTER_WIDTH * title.length + ITEM_GAP;
  let x = THEME.width - THEME.margin - items.reduce((sum, item) => sum + widthOf(item), 0) + ITEM_GAP;
  return items.flatMap((item) => {
    const shapes = [
      item.mark(x + MARK_WIDTH / 2, y),
      textAt(item.title, x + MARK_WIDTH + 4, y, { size: 12, colour: COLOUR.quiet }),
    ];
    x += widthOf(item);
    return shapes;
  });
}

/** A mark for a line in a {@link legend}. */
export const lineMark =
  (style: { colour: string; width?: number; dashed?: boolean }): LegendItem['mark'] =>
  (x, y) =>
    line([x - 9, y], [x + 9, y], style);
