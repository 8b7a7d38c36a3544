import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import { encodePng } from './png.js';

/** The drawing kit of every picture, the bot's and those of the model's report: fonts, charts to SVG, SVG to PNG. */

/** A server may have no fonts at all, so these come with a package. */
export const FONT_FAMILY = 'Inter';
const FONT_FILES = ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'];
/** Pixels per unit: Discord shrinks pictures to about 400 px, and screens are fine. */
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
 * Draws a chart as SVG, on the server and without animation; text stays text, and the same chart gives the same bytes.
 *
 * @param size - Width and height, in units of a screen.
 */
export async function drawSvg(
  option: EChartsCoreOption,
  size: { width: number; height: number },
): Promise<string> {
  const { init } = await libraries();
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    return withoutProcessNumbers(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Turns SVG into PNG, twice its size in pixels, off the main thread. */
export async function renderPng(svg: string): Promise<Buffer> {
  const { renderAsync } = await libraries();
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
  });
  return encodePng(image);
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
