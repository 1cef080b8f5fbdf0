import { randomBytes } from 'node:crypto';
import { kindOf } from '../../../src/domain/errors.ts';
import { pack } from '../../../src/flow/kept-trace.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { traceStore } from '../../../src/store/traces.ts';

/** Puts traces into the store until it says no, then once more, and closes it. usage: node fill-store.ts <place> */
const database = await openDatabase(JSON.parse(process.argv[2] ?? ''));
console.log('ready');
const traces = traceStore(database);
const put = () =>
  traces.put(
    'w',
    pack({ id: 't', name: randomBytes(1_000_000).toString('base64'), runs: [], mended: [], redactions: [] }),
  );
for (let refusals = 0; refusals < 2; ) {
  try {
    await put();
  } catch (error) {
    refusals++;
    console.log(`refused ${kindOf(error)}`);
  }
}
await database.close();
console.log('closed');
