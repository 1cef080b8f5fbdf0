/** Values by variable name. */
export type Variables = Readonly<Record<string, string>>;

/** One language that prompt files are written in. `render(template, align(template, text))` is `text` again. */
export type TemplateLanguage = Readonly<{
  name: string;
  /** Recovers the variables from a rendered text; `undefined` when this template can't have made it. Bounded in time. */
  align(template: string, rendered: string): Variables | undefined;
  /** `undefined` when the template asks for a variable that is not there. */
  render(template: string, variables: Variables): string | undefined;
}>;
