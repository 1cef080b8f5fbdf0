import { type Instruction, instructionsOf, type Starts, startsOf } from './instructions.ts';
import { isOwn, isText, type Part, type Repeat, type Variables } from './part.ts';
import { filtered } from './text-filters.ts';

/** Where in a text a template's rendering stands, and what was in it. */
export type Aligned = Readonly<{ variables: Variables; start: number; end: number }>;

/** Work before we give up, over all guesses: characters looked through, and so many for each step. A hostile template can't keep us. */
const MOST_WORK = 40_000_000;
const WORK_OF_STEP = 100;
/** Places where a template may begin within a text. */
const MOST_PLACES = 8;
/** Characters behind the last hole that tell where a rendering ends when something else may follow it. */
const LEAST_TAIL = 8;

/**
 * Recovers what a text was rendered from: the values of a template's holes,
 * which way its conditions went, how often its parts were repeated. `undefined`
 * when the text can't have been made from it, or when it took too long to tell.
 *
 * Values are taken as short as they can be, left to right; conditions are taken
 * to hold, and parts to be repeated, where the text allows it. What is asked for
 * twice has one value. `fill(parts, align(parts, text))` is `text` again.
 */
export function align(parts: readonly Part[], text: string): Variables | undefined {
  const steps = instructionsOf(parts);
  return searched({ steps, starts: startsOf(steps), text, isOpen: false, work: 0 }, 0)?.variables;
}

/** The same for a template that made a part of the text: the program put something in front of it, or behind it. */
export function alignWithin(parts: readonly Part[], text: string): Aligned | undefined {
  const last = parts.at(-1);
  const isTold = parts.length === 1 || !isText(last) || last.text.trim().length >= LEAST_TAIL;
  if (!isTold) return undefined;
  const steps = instructionsOf(parts);
  const task = { steps, starts: startsOf(steps), text, isOpen: true, work: 0 };
  for (const start of placesOf(task.starts(0), text)) {
    const aligned = searched(task, start);
    if (aligned) return aligned;
  }
  return undefined;
}

function placesOf(starts: Starts, text: string): readonly number[] {
  if (starts === 'anywhere' || starts.includes('')) return [0];
  const places: number[] = [];
  for (const start of starts) {
    let place = text.indexOf(start);
    for (let count = 0; place >= 0 && count < MOST_PLACES; count++) {
      places.push(place);
      place = text.indexOf(start, place + 1);
    }
  }
  return places.toSorted((a, b) => a - b).slice(0, MOST_PLACES);
}

type Task = {
  readonly steps: readonly Instruction[];
  readonly starts: (place: number) => Starts;
  readonly text: string;
  /** The rendering may end before the text does. */
  readonly isOpen: boolean;
  /** Spent, over all places where it may begin. */
  work: number;
};

/** Which time of which repetition; `path` tells it from every other. */
type Frame = Readonly<{
  each: string;
  as: Repeat['as'];
  path: string;
  home: string;
  time: number;
  began: number;
  outer: Frame | undefined;
}>;
type State = Readonly<{ place: number; at: number; frame: Frame | undefined }>;
type Known = string | boolean | number;
type Way = Readonly<{ trail: number; other: () => State | undefined }>;

/** What was bound so far, in order, so that it can be unbound; and the ways not taken, last first. */
type Search = Task & { readonly known: Map<string, Known>; readonly trail: Bound[]; readonly ways: Way[] };
type Bound = Readonly<{ key: string; before: Known | undefined }>;

function searched(task: Task, start: number): Aligned | undefined {
  const search: Search = Object.assign(task, { known: new Map(), trail: [], ways: [] });
  let state: State | undefined = { place: 0, at: start, frame: undefined };
  while (search.work <= MOST_WORK) {
    search.work += WORK_OF_STEP;
    state ??= nextWay(search);
    if (!state) return undefined;
    const step: Instruction | undefined = search.steps[state.place];
    if (step) state = taken(step, state, search);
    else if (search.isOpen || state.at === search.text.length)
      return { variables: nested(search.known), start, end: state.at };
    else state = undefined;
  }
  return undefined;
}

function nextWay({ ways, trail, known }: Search): State | undefined {
  for (let way = ways.pop(); way; way = ways.pop()) {
    for (const { key, before } of trail.splice(way.trail).toReversed()) {
      if (before === undefined) known.delete(key);
      else known.set(key, before);
    }
    const state = way.other();
    if (state) return state;
  }
  return undefined;
}

function taken(step: Instruction, state: State, search: Search): State | undefined {
  switch (step.do) {
    case 'text': {
      search.work += step.text.length;
      return search.text.startsWith(step.text, state.at) ? onward(state, state.at + step.text.length) : undefined;
    }
    case 'jump':
      return { ...state, place: step.to };
    case 'hole':
      return hole(step, state, search);
    case 'decide':
      return decided(step, state, search);
    case 'enter':
      return entered(step, state, search);
    case 'again':
      return repeated(step, state, search);
  }
}

const onward = (state: State, at = state.at): State => ({ ...state, place: state.place + 1, at });

function hole(step: Extract<Instruction, { do: 'hole' }>, state: State, search: Search): State | undefined {
  const { variable, made } = step.hole;
  const key = keyOf(variable, state.frame);
  const base = made && search.known.get(keyOf(made.of, state.frame));
  const derived = made && typeof base === 'string' ? filtered(base, made.by) : undefined;
  const known = search.known.get(key) ?? derived;
  if (known === undefined) return widened(key, state, state.at, search);
  if (typeof known !== 'string' || !search.text.startsWith(known, state.at)) return undefined;
  if (!search.known.has(key)) bind(key, known, search);
  return onward(state, state.at + known.length);
}

/** The shortest value that ends at `from` or later; the next longer one is another way. */
function widened(key: string, state: State, from: number, search: Search): State | undefined {
  const end = endOfValue(search.starts(state.place + 1), from, search);
  if (end === undefined) return undefined;
  offer(search, () => widened(key, state, end + 1, search));
  bind(key, search.text.slice(state.at, end), search);
  return onward(state, end);
}

function endOfValue(starts: Starts, from: number, search: Search): number | undefined {
  const { text } = search;
  if (from > text.length) return undefined;
  if (starts === 'anywhere') return from;
  const ends = starts.map((start) => {
    const end = start === '' ? text.length : text.indexOf(start, from);
    search.work += start === '' ? 0 : (end < 0 ? text.length : end) - from;
    return end;
  });
  const found = ends.filter((end) => end >= 0);
  return found.length > 0 ? Math.min(...found) : undefined;
}

function decided(step: Extract<Instruction, { do: 'decide' }>, state: State, search: Search): State | undefined {
  const key = keyOf(step.when, state.frame);
  const known = search.known.get(key);
  const holds = (is: boolean): State => (is === step.is ? onward(state) : { ...state, place: step.otherwise });
  // A list stands for a condition, too: it holds when something is in it.
  if (known !== undefined) return holds(typeof known === 'number' ? known > 0 : known === true);
  offer(search, () => {
    bind(key, !step.is, search);
    return holds(!step.is);
  });
  bind(key, step.is, search);
  return holds(step.is);
}

function entered(step: Extract<Instruction, { do: 'enter' }>, state: State, search: Search): State | undefined {
  const { each, as } = step;
  const home = keyOf(each, state.frame);
  const known = search.known.get(home);
  const nothing = (): State => ({ ...state, place: step.otherwise });
  if (known === 0 || known === false) return nothing();
  if (known === undefined) {
    offer(search, () => {
      bind(home, 0, search);
      return nothing();
    });
  }
  const frame = { each, as, path: `${home}\u0001${0}`, home, time: 0, began: state.at, outer: state.frame };
  return { ...onward(state), frame };
}

function repeated(step: Extract<Instruction, { do: 'again' }>, state: State, search: Search): State | undefined {
  const { frame } = state;
  if (!frame) return undefined;
  const { home, outer } = frame;
  const time = frame.time + 1;
  const known = search.known.get(home);
  const leave = (): State => ({ ...onward(state), frame: outer });
  if (known === time) return leave();
  if (typeof known !== 'number') {
    const leaveNow = (): State => {
      bind(home, time, search);
      return leave();
    };
    // A time that shows nothing can be the last one only, else it would go on for ever.
    if (frame.began === state.at) return leaveNow();
    offer(search, leaveNow);
  }
  return { place: step.body, at: state.at, frame: { ...frame, path: `${home}\u0001${time}`, time, began: state.at } };
}

function bind(key: string, value: Known, { known, trail }: Search): void {
  trail.push({ key, before: known.get(key) });
  known.set(key, value);
}

function offer({ ways, trail }: Search, other: () => State | undefined): void {
  ways.push({ trail: trail.length, other });
}

/** A name in the repetition that it belongs to: `path\0name`. */
function keyOf(name: string, frame: Frame | undefined): string {
  let home = frame;
  while (home && !isOwn(name, home.as)) home = home.outer;
  return `${home?.path ?? ''}\0${name}`;
}

function nested(known: ReadonlyMap<string, Known>): Variables {
  const byPath = Map.groupBy(known, ([key]) => key.slice(0, key.lastIndexOf('\0')));
  const at = (path: string): Variables => {
    const own = byPath.get(path) ?? [];
    return Object.fromEntries(
      own.map(([key, value]) => {
        const items = typeof value === 'number' ? value : 0;
        const list = Array.from({ length: items }, (_, time) => at(`${key}\u0001${time}`));
        return [key.slice(key.lastIndexOf('\0') + 1), typeof value === 'number' ? list : value];
      }),
    );
  };
  return at('');
}
