import { expect, it } from 'vitest';
import { errorKinds, tell } from '../../src/domain/errors.ts';
import { tellPeople } from '../../src/slack/tell-people.ts';

/** What somebody can do, or that nothing has to be done. */
const NEXT_STEP =
  /\b(?:add|ask|check|choose|complete|copy|correct|export|give|go on|is drawn when|lists?|look|make|mend|name|open|press|report|restore|run|say|set|stop|switch|tell|try|write)\b/i;

it.each(errorKinds)('every failure names the next step: %s', (kind) => {
  // The first sentence says what is wrong; the step comes after it.
  for (const words of [tell(kind), tellPeople(kind)]) expect(words.replace(/^[^.;]*[.;]/, '')).toMatch(NEXT_STEP);
});

it.each(errorKinds)('%s is told without a terminal, a setting or a command line', (kind) => {
  const says = tellPeople(kind);
  expect(says).toMatch(/[.”]$/);
  expect(says).not.toMatch(/--\w|\.env\b|[A-Z]{3,}_[A-Z]+|audit verify|The command|folder you are in/);
});
