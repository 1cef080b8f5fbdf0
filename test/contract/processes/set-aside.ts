import { NO_DAY_CAP } from '../../../src/domain/cap.ts';
import { dayBook } from '../../../src/store/day-book.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import type { StorePlace } from '../../stores.ts';

/** Sets calls of 10 tokens aside, as many as asked for at once, under a limit (0: none), and holds them until it is killed. */
const [place = '', calls = '1', limit = '0', heldMs = ''] = process.argv.slice(2);
const database = await openDatabase(JSON.parse(place) as StorePlace);
const book = heldMs === '' ? dayBook(database) : dayBook(database, Number(heldMs));
const cap = limit === '0' ? NO_DAY_CAP : { usd: null, tokens: Number(limit) };
const day = { cap, sinceMs: 0, atMs: 1 };
const tried = await Promise.all(
  Array.from({ length: Number(calls) }, () => book.setAside('w', { usd: null, tokens: 10 }, day)),
);
console.log(`set aside ${tried.filter((one) => one !== undefined).length}`);
setInterval(() => {}, 1_000);
