import type { Segment } from '../refine/call/align.ts';

/** Values by variable name. */
export type Variables = Readonly<Record<string, string>>;

/** One language that prompt files are written in. `render(template, align(template, text))` is `text` again. */
export type TemplateLanguage = Readonly<{
  name: string;
  /** Its fixed texts and its holes; `undefined` when it is written in ways that are not understood. */
  segments(template: string): readonly Segment[] | undefined;
  /** Recovers the variables from a rendered text; `undefined` when this template can't have made it. Bounded in time. */
  align(template: string, rendered: string): Variables | undefined;
  /** `undefined` when the template asks for a variable that is not there. */
  render(template: string, variables: Variables): string | undefined;
}>;
