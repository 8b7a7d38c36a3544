import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import type { Emotion } from '../../domain/emotions.js';
import { EMOTION_STYLE } from './emotion-style.js';

/** A server may have no fonts at all, so these come with a package. */
export const FONT_FAMILY = 'Inter';
const FONT_FILES = ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'];
/** Pixels per unit: Discord shrinks pictures to about 400 px, and phones have fine screens. */
const SCALE = 2;

const { resolve } = createRequire(import.meta.url);
const fontFiles = () => FONT_FILES.map((file) => resolve(`@expo-google-fonts/inter/${file}`));

/** Heavy libraries are loaded with the first picture, not with the bot. */
const libraries = lazy(async () => {
  const [core, charts, components, renderers, resvg] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
    import('@resvg/resvg-js'),
  ]);
  core.use([
    charts.LineChart,
    charts.CustomChart,
    components.GraphicComponent,
    components.GridComponent,
    renderers.SVGRenderer,
  ]);
  return { init: core.init, renderAsync: resvg.renderAsync };
});

/** Loads those libraries before they are needed; the first picture then takes no longer than the next. */
export async function warmUpPictures(): Promise<void> {
  await libraries();
}

/**
 * Draws a chart as SVG, on the server and without animation.
 *
 * @param size - Width and height, in units of a phone's screen.
 */
export async function drawSvg(
  option: EChartsCoreOption,
  size: { width: number; height: number },
): Promise<string> {
  const { init } = await libraries();
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    return withoutProcessNumbers(crispUnclipped(chart.renderToSVGString()));
  } finally {
    chart.dispose();
  }
}

/** Turns SVG into PNG, twice its size in pixels, off the main thread. */
export async function renderPng(svg: string): Promise<Buffer> {
  const { renderAsync } = await libraries();
  const image = await renderAsync(inlineEmoji(svg), {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
  });
  return image.asPng();
}

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
function inlineEmoji(svg: string): string {
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

/**
 * Gives what a grid holds crisp edges instead of a clip. Nothing here reaches beyond its grid, and clipping takes half of
 * resvg's time; smooth edges between eight colours take up to half of the bytes, and show seams.
 */
function crispUnclipped(svg: string): string {
  return svg
    .replace(/clip-path="[^"]*"/g, 'shape-rendering="crispEdges"')
    .replace(/<clipPath[\s\S]*?<\/clipPath>\s*/g, '');
}

/**
 * ECharts numbers its ids and classes over the life of the process; the same chart should give the same
 * text. The classes serve a pointer, which a picture never meets, so they go.
 */
function withoutProcessNumbers(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/ class="zr\d*-cls-\d+"/g, '')
    .replace(/zr\d+-/g, 'zr-');
}

/** Runs once, at the first call. */
function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
