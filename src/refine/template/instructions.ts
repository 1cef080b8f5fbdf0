import { type Hole, isHole, isText, joined, type Part, type Repeat } from './part.ts';

/** A template as steps for `align`, as a regular expression is for its matcher. Places are indices of steps. */
export type Instruction =
  | Readonly<{ do: 'text'; text: string }>
  | Readonly<{ do: 'hole'; hole: Hole }>
  /** Goes on when `when` is as `is` says, else at `otherwise`. */
  | Readonly<{ do: 'decide'; when: string; is: boolean; otherwise: number }>
  | Readonly<{ do: 'jump'; to: number }>
  /** Goes on for the first time of what is repeated, or at `otherwise` when there is none. */
  | Readonly<{ do: 'enter'; each: string; as: Repeat['as']; otherwise: number }>
  /** Once more from `body`, or on. */
  | Readonly<{ do: 'again'; body: number }>;

/** The texts that one place of a template may go on with, `''` for its end; `anywhere` when it may be any. */
export type Starts = readonly string[] | 'anywhere';

/** With more, looking for each of them costs more than trying every place. */
const MOST_STARTS = 32;

export function instructionsOf(parts: readonly Part[]): readonly Instruction[] {
  const steps: Instruction[] = [];
  write(parts, steps);
  return steps;
}

function write(parts: readonly Part[], steps: Instruction[]): void {
  for (const part of joined(parts)) {
    if (isText(part)) steps.push({ do: 'text', text: part.text });
    else if (isHole(part)) steps.push({ do: 'hole', hole: part });
    else if ('each' in part) writeRepeat(part, steps);
    else writeChoice(part.branches, steps);
  }
}

function writeRepeat({ each, as, parts, otherwise }: Repeat, steps: Instruction[]): void {
  const enter = steps.push({ do: 'jump', to: 0 }) - 1;
  write(parts, steps);
  steps.push({ do: 'again', body: enter + 1 });
  const leave = steps.push({ do: 'jump', to: 0 }) - 1;
  steps[enter] = { do: 'enter', each, as, otherwise: steps.length };
  write(otherwise, steps);
  steps[leave] = { do: 'jump', to: steps.length };
}

function writeChoice(branches: Extract<Part, { branches: unknown }>['branches'], steps: Instruction[]): void {
  const ends: number[] = [];
  for (const { when, is, parts } of branches) {
    if (when === null) {
      if (is) write(parts, steps);
      break;
    }
    const decide = steps.push({ do: 'jump', to: 0 }) - 1;
    write(parts, steps);
    ends.push(steps.push({ do: 'jump', to: 0 }) - 1);
    steps[decide] = { do: 'decide', when, is, otherwise: steps.length };
  }
  for (const end of ends) steps[end] = { do: 'jump', to: steps.length };
}

/** For each place, what it may go on with. */
export function startsOf(steps: readonly Instruction[]): (place: number) => Starts {
  const known = new Map<number, Starts>();
  return (place) => {
    const starts = known.get(place) ?? startsAt(steps, place);
    known.set(place, starts);
    return starts;
  };
}

function startsAt(steps: readonly Instruction[], from: number): Starts {
  const found = new Set<string>();
  const seen = new Set<number>();
  const waiting = [from];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const step = steps[place];
    if (!step) found.add('');
    else if (step.do === 'hole') return 'anywhere';
    else if (step.do === 'text') found.add(step.text);
    else if (step.do === 'jump') waiting.push(step.to);
    else waiting.push(place + 1, step.do === 'again' ? step.body : step.otherwise);
    if (found.size > MOST_STARTS) return 'anywhere';
  }
  return [...found];
}
