import { GraphicComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { drawable } from './drawable.ts';
import { PALETTE } from './palette.ts';
import { rect, type Shape, text } from './shapes.ts';
import { cutToWidth, wrapToWidth } from './text-width.ts';

use([GraphicComponent, SVGRenderer]);

/** In units of the drawing. In a thread it is shown between 300 and 700 pixels wide. */
export const WIDTH = 480;
export const EDGE = 16;
export const SMALL = { size: 11, color: PALETTE.quiet } as const;
const NOTE_HEIGHT = 18;
const MOST_NOTE_LINES = 2;

/** The ground that a picture stands on: light in both of Slack's themes. */
export function ground(height: number): Shape {
  return {
    type: 'rect',
    z: -10,
    shape: { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, r: 10 },
    style: { fill: PALETTE.card, stroke: PALETTE.edge },
  };
}

/** What it is, and how much there is. */
export function head(title: string, about: string): readonly Shape[] {
  const room = WIDTH - 2 * EDGE;
  return [
    text(cutToWidth(drawable(title), room, 16), EDGE, 26, { size: 16, bold: true }),
    text(cutToWidth(drawable(about), room, 12), EDGE, 48, { size: 12, color: PALETTE.quiet }),
  ];
}

/** What has to be known to read it, in lines, and how high they are together. */
export function notes(note: string | null): Readonly<{ height: number; at(y: number): readonly Shape[] }> {
  const lines = note === null ? [] : wrapToWidth(drawable(note), WIDTH - 2 * EDGE, SMALL.size, MOST_NOTE_LINES);
  return {
    height: lines.length * NOTE_HEIGHT,
    at: (y) => lines.map((line, index) => text(line, EDGE, y + (index + 0.5) * NOTE_HEIGHT, SMALL)),
  };
}

/** A row that is told apart from the one above. */
export function stripe(y: number, height: number): Shape {
  const shape = rect(8, y, WIDTH - 16, height, PALETTE.line, 4);
  return { ...shape, style: { fill: PALETTE.line, opacity: 0.55 } };
}

export function toSvg(height: number, shapes: readonly Shape[]): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  const graphic = [ground(height), ...shapes].map((shape) => ({ silent: true, ...shape }));
  chart.setOption({ animation: false, graphic });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
