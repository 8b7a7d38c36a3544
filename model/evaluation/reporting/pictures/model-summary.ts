import { BODY_TOP, card, type ReportPicture } from '../card.js';
import type { Evaluation } from '../../result.js';
import { formatCount, formatMegabytes } from '../format.js';
import { line, rectangle, textAt, type GraphicElement } from '../graphic-elements.js';
import { COLOUR, THEME } from '../theme.js';

const ROW = 21;
const COLUMNS = {
  name: THEME.margin + 12,
  type: 250,
  shape: 470,
  parameters: THEME.width - THEME.margin - 12,
};

/** Layers of the shipped model with their shapes and parameters. Networks of one kind are alike: one stands for all. */
export function modelSummary({
  summary,
  parameters,
  weightsBytes,
  version,
}: Evaluation): Promise<ReportPicture> {
  const parts = summary.filter(({ part }) => !/-[1-9]$/.test(part));
  let y = BODY_TOP + 6;
  const shapes: GraphicElement[] = [
    ...headings(y),
    ...parts.flatMap(({ part, layers }) => {
      const copies = summary.filter(
        (each) => each.part.replace(/\d+$/, '') === part.replace(/\d+$/, ''),
      ).length;
      const title = part.replace(/-\d+$/, '') + (copies > 1 ? `, ${copies} of these` : '');
      const total = layers.reduce((sum, layer) => sum + layer.parameters, 0);
      y += ROW + 8;
      const head = [
        rectangle(
          { x: THEME.margin, y: y - ROW / 2, width: THEME.width - 2 * THEME.margin, height: ROW },
          COLOUR.track,
          4,
        ),
        textAt(title, COLUMNS.name, y, { bold: true }),
        textAt(formatCount(total), COLUMNS.parameters, y, { bold: true, align: 'right' }),
      ];
      return [
        ...head,
        ...layers.flatMap((layer) => {
          y += ROW;
          return [
            textAt(layer.name, COLUMNS.name, y),
            textAt(layer.type, COLUMNS.type, y, { colour: COLOUR.quiet }),
            textAt(layer.outputShape, COLUMNS.shape, y, { colour: COLOUR.quiet }),
            textAt(formatCount(layer.parameters), COLUMNS.parameters, y, { align: 'right' }),
          ];
        }),
      ];
    }),
  ];
  const subtitle = `${formatCount(parameters)} parameters in all, ${formatMegabytes(weightsBytes)}; layers without parameters are left out`;
  return card({
    name: 'model-summary',
    title: `Model ${version}`,
    subtitle,
    altText: `Model summary: ${subtitle}.`,
    height: y + 34,
    shapes,
  });
}

function headings(y: number): GraphicElement[] {
  const style = { colour: COLOUR.quiet, size: THEME.size.small };
  return [
    textAt('Layer', COLUMNS.name, y, style),
    textAt('Type', COLUMNS.type, y, style),
    textAt('Output', COLUMNS.shape, y, style),
    textAt('Parameters', COLUMNS.parameters, y, { ...style, align: 'right' }),
    line([THEME.margin, y + 12], [THEME.width - THEME.margin, y + 12]),
  ];
}
