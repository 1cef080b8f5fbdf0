import { parentPort } from 'node:worker_threads';
import type { Picture } from '../domain/picture.ts';
import { drawWaterfall } from './draw-waterfall.ts';
import { rasterise } from './rasterise.ts';

/** The thread that `pictures.ts` starts: one picture in, its PNG out. Whatever goes wrong in it ends it. */
parentPort?.on('message', async (picture: Picture) => {
  parentPort?.postMessage(await rasterise(draw(picture)));
});

function draw(picture: Picture): string {
  switch (picture.kind) {
    case 'waterfall':
      return drawWaterfall(picture);
  }
}
