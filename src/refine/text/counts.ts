import { NUMBER_WORDS } from './lexicon.ts';

/** How many of something: both ends count, `null` leaves one open. */
export type Bounds = Readonly<{ least: number | null; most: number | null }>;

export type Counted = Readonly<{ bounds: Bounds; unit: string; at: number; end: number }>;

const NUMBER = String.raw`\d{1,6}|${NUMBER_WORDS.join('|')}`;
const MOST = String.raw`at most|no more than|not more than|not longer than|no longer than|a maximum of|max(?:imum)?\.?|up to|within|less than|fewer than|shorter than|faster than|under|below`;
const LEAST = String.raw`at least|no fewer than|no less than|a minimum of|min(?:imum)?\.?|more than|longer than|over`;
const STRICT = /^(?:less|fewer|shorter|faster|under|below|more|longer|over)/i;

/** "at most 3 sentences", "in 2 to 4 words": how many of the units that are named, wherever that stands first. */
export function countIn(plain: string, units: string): Counted | undefined {
  const form = new RegExp(
    String.raw`(?<![\p{L}\p{N}$€£])(?:(?:in|with|within|use|using|has|have|take|takes|be) )*(?:(?<most>${MOST}) |(?<least>${LEAST}) |(?<exact>exactly |just |in )|between )?(?<from>${NUMBER})(?:(?: to | and | or |\s?[-–]\s?)(?<to>${NUMBER}))?[ -](?<unit>${units})(?![\p{L}\p{N}])`,
    'iu',
  );
  const found = form.exec(plain);
  if (!found?.groups) return undefined;
  const { most, least, to, unit = '' } = found.groups;
  const from = numberOf(found.groups.from ?? '');
  const bounds = boundsOf(from, { most, least, to: to === undefined ? undefined : numberOf(to) });
  return bounds && { bounds, unit: unit.toLowerCase(), at: found.index, end: found.index + found[0].length };
}

type Words = Readonly<{ most: string | undefined; least: string | undefined; to: number | undefined }>;

/** A range needs no comparison, and a comparison no range. "3 sentences" alone are three. */
function boundsOf(from: number, { most, least, to }: Words): Bounds | undefined {
  if (to !== undefined) return most || least || to < from ? undefined : { least: from, most: to };
  if (most) return STRICT.test(most) ? upTo(from - 1) : upTo(from);
  if (least) return { least: STRICT.test(least) ? from + 1 : from, most: null };
  return { least: from, most: from };
}

const upTo = (most: number): Bounds | undefined => (most < 0 ? undefined : { least: null, most });

function numberOf(text: string): number {
  const at = NUMBER_WORDS.indexOf(text.toLowerCase());
  return at < 0 ? Number(text) : at;
}

export function isWithin(count: number, { least, most }: Bounds): boolean {
  return (least === null || count >= least) && (most === null || count <= most);
}

/** "at most 3 sentences"; `countIn` reads the same bounds out of it. */
export function boundsWords({ least, most }: Bounds, one: string, many = `${one}s`): string {
  const unit = (count: number) => `${count} ${count === 1 ? one : many}`;
  if (least !== null && most !== null) return least === most ? `exactly ${unit(most)}` : `${least} to ${unit(most)}`;
  return most === null ? `at least ${unit(least ?? 0)}` : `at most ${unit(most)}`;
}
