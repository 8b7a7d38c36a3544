import type { EChartsCoreOption } from 'echarts/core';
import { drawSvg } from '../../../src/views/pictures/drawing.js';
import { textAt, type GraphicElement } from './graphic-elements.js';
import { COLOUR, THEME } from './theme.js';

/** A picture of the report. */
export interface ReportPicture {
  /** Name of its files, without an ending. */
  name: string;
  /** Main finding of the picture, in words. */
  altText: string;
  svg: string;
}

/** Top of a card's body. */
export const BODY_TOP = 76;

/** What stands on a card, from {@link BODY_TOP} down. */
export interface CardContent {
  name: string;
  title: string;
  /** How to read it. */
  subtitle: string;
  altText: string;
  height: number;
  shapes?: readonly GraphicElement[];
  /** Charts, as ECharts takes them. */
  charts?: EChartsCoreOption;
}

/** Puts a heading, shapes and charts on a white card. */
export async function card({
  name,
  title,
  subtitle,
  altText,
  height,
  shapes = [],
  charts = {},
}: CardContent): Promise<ReportPicture> {
  const { width, margin, font, size } = THEME;
  const ground: GraphicElement = {
    type: 'rect',
    silent: true,
    z: -10,
    shape: { x: 0.5, y: 0.5, width: width - 1, height: height - 1, r: 8 },
    style: { fill: COLOUR.card, stroke: COLOUR.border, lineWidth: 1 },
  };
  const graphic = [
    ground,
    textAt(title, margin, 28, { size: size.title, bold: true }),
    textAt(subtitle, margin, 52, { colour: COLOUR.quiet }),
    ...shapes,
  ];
  const option = { textStyle: { fontFamily: font }, ...charts, graphic };
  return { name, altText, svg: titled(await drawSvg(option, { width, height }), altText) };
}

/** An SVG with a title, which says the same in words for those who do not see it. */
function titled(svg: string, title: string): string {
  return `${svg.replace(/^<svg [^>]*>/, (tag) => `${tag}\n<title>${escapeXml(title)}</title>`)}\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
