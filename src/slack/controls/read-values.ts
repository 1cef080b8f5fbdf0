import { z } from 'zod';
import type { Values } from './control.ts';

/** What Slack sends as a modal's state, as far as the inputs in use go: https://docs.slack.dev/reference/views#view-state */
const Input = z.looseObject({
  value: z.string().nullish(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
  selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
  selected_users: z.array(z.string()).nullish(),
});
const State = z.looseObject({ values: z.record(z.string(), z.record(z.string(), Input)) });

/** By block; what was left empty is an empty text. */
export function readValues(state: unknown): Values {
  const parsed = State.safeParse(state);
  if (!parsed.success) return new Map();
  return new Map(
    Object.entries(parsed.data.values).flatMap(([block, inputs]) =>
      Object.values(inputs).map((input): [string, string | readonly string[]] => [block, givenIn(input)]),
    ),
  );
}

function givenIn({ value, selected_option, selected_options, selected_users }: z.infer<typeof Input>) {
  const several = selected_users ?? selected_options?.map((option) => option.value);
  return several ?? selected_option?.value ?? value ?? '';
}

export function textIn(values: Values, block: string): string {
  const value = values.get(block) ?? '';
  return typeof value === 'string' ? value : value.join(', ');
}

export function ticksIn(values: Values, block: string): readonly string[] {
  const value = values.get(block) ?? [];
  return typeof value === 'string' ? [] : value;
}
