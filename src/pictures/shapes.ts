import { PALETTE } from './palette.ts';

/** An element as ECharts draws it: https://echarts.apache.org/en/option.html#graphic */
export type Shape = Readonly<Record<string, unknown>>;

export function rect(x: number, y: number, width: number, height: number, fill: string, r: number): Shape {
  return { type: 'rect', shape: { x, y, width, height, r }, style: { fill } };
}

export function disc(cx: number, cy: number, r: number, fill: string): Shape {
  return { type: 'circle', shape: { cx, cy, r }, style: { fill } };
}

export function ring(cx: number, cy: number, r: number, stroke: string): Shape {
  return { type: 'circle', shape: { cx, cy, r }, style: { fill: 'none', stroke, lineWidth: 2 } };
}

export function diamond(cx: number, cy: number, r: number, style: Shape): Shape {
  const points = [
    [cx, cy - r],
    [cx + r, cy],
    [cx, cy + r],
    [cx - r, cy],
  ];
  return { type: 'polygon', shape: { points }, style };
}

/** Two strokes through a point. */
export function cross(cx: number, cy: number, r: number, stroke: string): readonly Shape[] {
  return [r, -r].map((rise) => ({
    type: 'line',
    shape: { x1: cx - r, y1: cy - rise, x2: cx + r, y2: cy + rise },
    style: { stroke, lineWidth: 2.5 },
  }));
}

export type Lettering = Readonly<{
  size: number;
  color?: string;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
}>;

/** `y` is the middle of its line. */
export function text(
  words: string,
  x: number,
  y: number,
  { size, color = PALETTE.ink, bold = false, align = 'left' }: Lettering,
): Shape {
  const style = {
    text: words,
    fill: color,
    fontSize: size,
    fontWeight: bold ? 600 : 400,
    align,
    verticalAlign: 'middle',
  };
  return { type: 'text', x, y, style };
}
