import type { Picture } from '../domain/picture.ts';
import { drawTokenBars } from './draw-token-bars.ts';
import { drawTrends } from './draw-trends.ts';
import { drawVerdictMatrix } from './draw-verdict-matrix.ts';
import { drawWaterfall } from './draw-waterfall.ts';
import { rasterise } from './rasterise.ts';

/** What became of one picture. */
export type Drawn = Readonly<{ png: Uint8Array } | { broken: string }>;

/** The process that `pictures.ts` starts: one picture in, its PNG out. */
process.on('message', async (picture: Picture) => {
  process.send?.(await drawn(picture));
});
process.on('disconnect', () => process.exit());

async function drawn(picture: Picture): Promise<Drawn> {
  try {
    return { png: await rasterise(asSvg(picture)) };
  } catch (error) {
    return { broken: String(error) };
  }
}

function asSvg(picture: Picture): string {
  switch (picture.kind) {
    case 'waterfall':
      return drawWaterfall(picture);
    case 'verdict-matrix':
      return drawVerdictMatrix(picture);
    case 'token-bars':
      return drawTokenBars(picture);
    case 'trends':
      return drawTrends(picture);
  }
}
