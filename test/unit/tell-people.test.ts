import { expect, it } from 'vitest';
import { errorKinds } from '../../src/domain/errors.ts';
import { tellPeople } from '../../src/slack/tell-people.ts';

it.each(errorKinds)('%s is told without a terminal, a setting or a command line', (kind) => {
  const says = tellPeople(kind);
  expect(says).toMatch(/[.”]$/);
  expect(says).not.toMatch(/--\w|\.env\b|[A-Z]{3,}_[A-Z]+|audit verify|The command|folder you are in/);
});
