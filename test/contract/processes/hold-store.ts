import { openDatabase } from '../../../src/store/open-database.ts';

/** Opens the store and keeps it until it is killed. usage: node hold-store.ts <place> */
console.log('opening');
await openDatabase(JSON.parse(process.argv[2] ?? ''));
console.log('ready');
setInterval(() => {}, 1_000);
