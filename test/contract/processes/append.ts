import { CaseId } from '../../../src/domain/case.ts';
import { factStore } from '../../../src/store/facts.ts';
import { openDatabase } from '../../../src/store/open-database.ts';

/** Appends 50 facts to RF-1, against whoever else does so. usage: node append.ts <place> <name> */
const [place = '', name = ''] = process.argv.slice(2);
const database = await openDatabase(JSON.parse(place));
const facts = factStore(database);
const at = { workspace: 'w', id: CaseId.parse('RF-1') };
const by = { id: `terminal/${name}`, name };
for (let done = 0; done < 50; ) {
  const { length } = await facts.read(at);
  const body = { kind: 'objected' as const, atMs: done, by, text: name };
  const key = `${name}/${done}`;
  if ((await facts.append(at, length, { revision: 1, key, body })) === 'moved') continue;
  console.log(key);
  done++;
}
await database.close();
