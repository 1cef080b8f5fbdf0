import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { CaseKey } from '../domain/case.ts';
import type { Digest } from '../domain/digest.ts';
import { Exchange } from '../domain/exchange.ts';
import type { JsonObject } from '../domain/json.ts';
import { digestOf } from '../refine/case/digest.ts';
import { mapJson, textsIn } from '../refine/trace/json-texts.ts';
import { cache, keysOf } from './cache.ts';
import type { Database } from './open-database.ts';

/** A longer text is likely to stand in several requests of a case, and is kept once. */
const LONG_CHARS = 4_000;
/** Enough for any time of this era, so that the order of keys is that of time. */
const DIGITS = 15;
const TEXT = 'text/';

const [zip, unzip] = [promisify(gzip), promisify(gunzip)];

type KeptExchanges = Readonly<{
  put(at: CaseKey, about: Digest, exchange: Exchange, keptMs: number): Promise<void>;
  /** The oldest first. */
  list(at: CaseKey): Promise<readonly Exchange[]>;
  /** Those of one question. */
  about(at: CaseKey, about: Digest): Promise<readonly Exchange[]>;
}>;

/** What models were sent for a case and what they said, on a shelf of its own. A request may be a megabyte, so it is packed. */
export function keptExchanges(database: Pick<Database, 'tables'>): KeptExchanges {
  const nameOf = ({ id }: CaseKey) => `sent/${id}`;
  const shelfOf = (at: CaseKey) => cache(database, at.workspace, nameOf(at));
  const list = async (at: CaseKey, isWanted: (key: string) => boolean) => {
    const shelf = shelfOf(at);
    const [texts, calls] = parted(await keysOf(database, at.workspace, nameOf(at)));
    const read = async (key: string) => unpacked(await shelf.get(key));
    const kept = await Promise.all(calls.filter(isWanted).map(read));
    const long = new Map(await Promise.all(texts.map(async (key) => [key, await read(key)] as const)));
    return kept.flatMap((exchange) => {
      const { data } = Exchange.safeParse(exchange);
      return data ? [{ ...data, request: withLong(data.request, long) }] : [];
    });
  };
  return {
    async put(at, about, exchange, keptMs) {
      const shelf = shelfOf(at);
      const { request, long } = withoutLong(exchange.request);
      for (const [key, text] of long) await shelf.set(key, await packed(text), keptMs);
      const time = String(Math.trunc(exchange.atMs)).padStart(DIGITS, '0');
      await shelf.set(
        `${time}/${about}/${digestOf(exchange).slice(0, 16)}`,
        await packed({ ...exchange, request }),
        keptMs,
      );
    },
    list: (at) => list(at, () => true),
    about: (at, about) => list(at, (key) => key.includes(`/${about}/`)),
  };
}

function parted(keys: readonly string[]): readonly [texts: readonly string[], calls: readonly string[]] {
  const isText = (key: string) => key.startsWith(TEXT);
  return [keys.filter(isText), keys.filter((key) => !isText(key)).toSorted()];
}

/** The request with the name of each long text in its place. */
function withoutLong(request: JsonObject): Readonly<{ request: JsonObject; long: ReadonlyMap<string, string> }> {
  const named = new Map([...textsIn(request)].filter(isLong).map((text) => [text, `${TEXT}${digestOf(text)}`]));
  return {
    request: mapTexts(request, (text) => named.get(text) ?? text),
    long: new Map([...named].map(([text, key]) => [key, text])),
  };
}

function withLong(request: JsonObject, long: ReadonlyMap<string, unknown>): JsonObject {
  return mapTexts(request, (text) => {
    const whole = long.get(text);
    return typeof whole === 'string' ? whole : text;
  });
}

const isLong = (text: string): boolean => text.length > LONG_CHARS;

function mapTexts(request: JsonObject, map: (text: string) => string): JsonObject {
  return mapJson(request, { leaf: (leaf) => (typeof leaf === 'string' ? map(leaf) : leaf), key: (key) => key });
}

async function packed(value: unknown): Promise<string> {
  return (await zip(JSON.stringify(value))).toString('base64');
}

async function unpacked(value: unknown): Promise<unknown> {
  if (typeof value !== 'string') return undefined;
  return JSON.parse((await unzip(Buffer.from(value, 'base64'))).toString());
}
