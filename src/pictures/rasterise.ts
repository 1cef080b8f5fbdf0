import { readFile } from 'node:fs/promises';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { loadFonts } from './fonts.ts';
import { setType } from './set-type.ts';

/** Pixels for each unit of a drawing: sharp on the screens of today, and when opened large. */
const ZOOM = 2.5;

let loading: Promise<unknown> | undefined;

/** An SVG as a PNG, written with the fonts of `fonts.ts`. */
export async function rasterise(drawn: string): Promise<Uint8Array> {
  loading ??= initWasm(readFile(new URL(import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm'))));
  await loading;
  const { svg, written } = setType(drawn);
  const font = { fontBuffers: [...(await loadFonts(written))], loadSystemFonts: false };
  const drawing = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: ZOOM } });
  const image = drawing.render();
  try {
    return image.asPng();
  } finally {
    // Its memory is WebAssembly's, which no collector sees.
    image.free();
    drawing.free();
  }
}
