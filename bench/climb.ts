/** Numbers by name. */
export type Knobs = Readonly<Record<string, number>>;

/** In how small steps a search ends. */
const SMALLEST_STEP = 0.15;

/**
 * Turns one knob after the other, up or down as long as that makes it better, in steps that become smaller when
 * nothing does any more. Without chance: the same start gives the same end, which is a hill, and not always the highest.
 *
 * @param turn what a knob is after a step of that size, up (1) or down (-1)
 */
export function climb(
  start: Knobs,
  worth: (knobs: Knobs) => number,
  turn: (name: string, value: number, step: number) => number,
): Knobs {
  let knobs = start;
  let best = worth(knobs);
  for (let step = 0.8; step > SMALLEST_STEP; step /= 2) {
    for (let moved = true; moved; ) {
      moved = false;
      for (const name of Object.keys(start)) {
        for (const direction of [step, -step]) {
          for (;;) {
            const tried = { ...knobs, [name]: turn(name, knobs[name] ?? 0, direction) };
            const reached = worth(tried);
            if (reached <= best) break;
            [knobs, best, moved] = [tried, reached, true];
          }
        }
      }
    }
  }
  return knobs;
}
