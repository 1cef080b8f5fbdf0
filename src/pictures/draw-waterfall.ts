import type { CustomSeriesOption, CustomSeriesRenderItemReturn, XAXisComponentOption } from 'echarts';
import { CustomChart } from 'echarts/charts';
import { GraphicComponent, GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Waterfall } from '../domain/picture.ts';
import { durationWords } from '../refine/picture/duration-words.ts';
import { PALETTE } from './palette.ts';
import { cross, diamond, disc, rect, type Shape, text } from './shapes.ts';
import { KINDS, kindOf, signOf } from './signs.ts';
import { tickEvery } from './tick-every.ts';
import {
  BADGE_X,
  BARS_X,
  EDGE,
  FIRST_LINE,
  type Layout,
  layOut,
  NAME_SIZE,
  NOTE_HEIGHT,
  type PlacedRow,
  REASON_HEIGHT,
  SMALL_SIZE,
  WIDTH,
} from './waterfall-layout.ts';

use([CustomChart, GridComponent, GraphicComponent, SVGRenderer]);

const QUIET = { size: SMALL_SIZE, color: PALETTE.quiet };
const THINNEST_BAR = 3;

/** As SVG, on a card of its own. */
export function drawWaterfall(waterfall: Waterfall): string {
  const layout = layOut(waterfall);
  const { height, rowsY, rowsHeight, barsEnd } = layout;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({
    animation: false,
    grid: { left: BARS_X, right: WIDTH - barsEnd, top: rowsY, height: rowsHeight },
    xAxis: axisOf(waterfall.axis),
    yAxis: { type: 'value', inverse: true, min: 0, max: rowsHeight, show: false },
    series: rowsOf(layout),
    graphic: [...frame(layout), ...legend(height - 20)].map((shape) => ({ silent: true, ...shape })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Steps are counted by their rows. */
function axisOf({ unit, length }: Waterfall['axis']): XAXisComponentOption {
  return {
    type: 'value',
    position: 'top',
    show: unit === 'ms',
    min: 0,
    max: length,
    interval: tickEvery(length),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: PALETTE.quiet,
      fontSize: SMALL_SIZE,
      margin: 6,
      showMaxLabel: false,
      formatter: (ms: number) => (ms === 0 ? '0' : durationWords(ms)),
    },
    splitLine: { showMaxLine: false, lineStyle: { color: PALETTE.line } },
  };
}

function rowsOf({ rows, barsEnd }: Layout): CustomSeriesOption {
  return {
    type: 'custom',
    clip: false,
    data: rows.map(({ row: { bar } }) => [bar.from, bar.to]),
    encode: { x: [0, 1], y: -1 },
    renderItem({ dataIndex }, api) {
      const placed = rows[dataIndex] as PlacedRow;
      const [from = 0] = api.coord([placed.row.bar.from, 0]);
      const [to = 0] = api.coord([placed.row.bar.to, 0]);
      const children = [...wordsOf(placed), ...barOf(placed, from, to, barsEnd)];
      return { type: 'group', children } as unknown as CustomSeriesRenderItemReturn;
    },
  };
}

function wordsOf({ row, y, height, signX, nameX, name, reason, beside }: PlacedRow): readonly Shape[] {
  const middle = y + FIRST_LINE;
  const edge = { size: SMALL_SIZE, align: 'right' } as const;
  if (row.row === 'folded')
    return [
      text(name, nameX, middle, { size: NAME_SIZE, color: PALETTE.quiet }),
      text(beside, WIDTH - EDGE, middle, { ...edge, color: PALETTE.quiet }),
    ];
  const { suspected, failed } = row;
  return [
    ...(suspected ? [rect(8, y, WIDTH - 16, height - 1, PALETTE.suspectTint, 6)] : []),
    ...(suspected ? badge(suspected.rank, BADGE_X, middle, 8.5) : []),
    signOf(row.kind, signX + 5, middle),
    text(name, nameX, middle, { size: NAME_SIZE, bold: suspected !== null }),
    ...reason.map((line, index) => text(line, nameX, middle + 17 + index * REASON_HEIGHT, { size: SMALL_SIZE })),
    text(beside, WIDTH - EDGE, middle, { ...edge, color: failed ? PALETTE.alarm : PALETTE.quiet, bold: failed }),
  ];
}

/** Whatever has no length to speak of can be seen all the same. */
function barOf({ row, y }: PlacedRow, from: number, to: number, barsEnd: number): readonly Shape[] {
  const middle = y + FIRST_LINE;
  const width = Math.max(THINNEST_BAR, to - from);
  const x = Math.min(from, barsEnd - width);
  if (row.row === 'folded') return [rect(x, middle - 1.5, width, 3, PALETTE.folded, 1.5)];
  const { color, barHeight } = kindOf(row.kind);
  const bar = row.bar.guessed
    ? diamond(Math.min(from + 5, barsEnd - 5), middle, 5, { fill: PALETTE.card, stroke: color, lineWidth: 1.5 })
    : rect(x, middle - barHeight / 2, width, barHeight, color, Math.min(3, barHeight / 2));
  return row.failed ? [bar, ...cross(x + width + 7, middle, 4, PALETTE.alarm)] : [bar];
}

function badge(rank: number, x: number, y: number, r: number): readonly Shape[] {
  const figure = { size: r * 1.3, color: PALETTE.onAlarm, bold: true, align: 'center' } as const;
  return [disc(x, y, r, PALETTE.alarm), text(`${rank}`, x, y, figure)];
}

function frame({ height, title, about, notes }: Layout): readonly Shape[] {
  const card = {
    type: 'rect',
    z: -10,
    shape: { x: 0.5, y: 0.5, width: WIDTH - 1, height: height - 1, r: 10 },
    style: { fill: PALETTE.card, stroke: PALETTE.edge },
  };
  const notesY = height - 24 - notes.length * NOTE_HEIGHT;
  return [
    card,
    text(title, EDGE, 26, { size: 16, bold: true }),
    text(about, EDGE, 48, { size: 12, color: PALETTE.quiet }),
    ...notes.map((line, index) => text(line, EDGE, notesY + index * NOTE_HEIGHT, QUIET)),
  ];
}

function legend(y: number): readonly Shape[] {
  let x = EDGE;
  const kinds = KINDS.flatMap(({ kind, word, legendWidth }) => {
    const shapes = [signOf(kind, x + 5, y), text(word, x + 16, y, QUIET)];
    x += legendWidth;
    return shapes;
  });
  return [...kinds, ...badge(1, x + 7, y, 7), text('where to look first', x + 20, y, QUIET)];
}
