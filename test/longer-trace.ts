import { readFile, writeFile } from 'node:fs/promises';

/** Whatever the agent was given besides: pages of a handbook, about 2,400 tokens each. */
const PAGES = 6;
const LINES = 160;
const THINGS = ['paper', 'ink', 'pens', 'parcels', 'letters', 'envelopes', 'nibs', 'stamps'];
const PLACES = ['the depot', 'the counter', 'the workshop', 'the van', 'the cellar', 'the office', 'the shelf'];

type Run = Readonly<{ id: string; name: string; dotted_order: string }> & Readonly<Record<string, unknown>>;

/** Writes an export of LangSmith's again, made so long by further steps that it is read in several parts. */
export async function writeLonger(exported: string, to: string): Promise<void> {
  const [root, route, ...rest] = JSON.parse(await readFile(exported, 'utf8')) as Run[];
  if (!root || !route) throw new Error(`no steps in ${exported}`);
  const pages = Array.from({ length: PAGES }, (_, index) => {
    const id = `00000000-0000-7000-8000-00000000000${index}`;
    const dotted_order = route.dotted_order.replace(route.id, id);
    return { ...route, id, dotted_order, name: `open_page_${index}`, inputs: { page: index }, outputs: pageOf(index) };
  });
  await writeFile(to, JSON.stringify([root, route, ...pages, ...rest]));
}

function pageOf(page: number): object {
  const lines = Array.from({ length: LINES }, (_, line) => {
    const [thing, place] = [THINGS[(line + page) % THINGS.length], PLACES[(line * 3 + page) % PLACES.length]];
    return `${page}.${line} Keep ${thing} for ${place}, and tell whoever comes next.`;
  });
  return { text: lines.join('\n') };
}
