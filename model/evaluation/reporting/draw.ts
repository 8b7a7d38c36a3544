import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import { LineChart, ScatterChart } from 'echarts/charts';
import { GraphicComponent, GridComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, ScatterChart, GraphicComponent, GridComponent, SVGRenderer]);

const { resolve } = createRequire(import.meta.url);
const FONT_FILES = ['400Regular/Inter_400Regular.ttf', '700Bold/Inter_700Bold.ttf'];
/** Pixels per unit: screens are fine. */
const SCALE = 2;

/**
 * Draws a chart as SVG whose text is text; the same chart gives the same bytes.
 *
 * @param altText - Says the same in words, for those who do not see it.
 */
export function drawSvg(
  option: EChartsCoreOption,
  size: { width: number; height: number },
  altText: string,
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = withoutProcessNumbers(chart.renderToSVGString());
    return `${svg.replace(/^<svg [^>]*>/, (tag) => `${tag}\n<title>${escapeXml(altText)}</title>`)}\n`;
  } finally {
    chart.dispose();
  }
}

/** Turns SVG into PNG, twice its size in pixels, for viewers that lack the font or do not show SVG. */
export async function renderPng(svg: string): Promise<Buffer> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: {
      fontFiles: FONT_FILES.map((file) => resolve(`@expo-google-fonts/inter/${file}`)),
      loadSystemFonts: false,
      defaultFontFamily: 'Inter',
    },
  });
  return image.asPng();
}

/** ECharts numbers ids and classes over the life of the process; the classes serve a pointer, so they go. */
function withoutProcessNumbers(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/ class="zr\d*-cls-\d+"/g, '')
    .replace(/zr\d+-/g, 'zr-');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
