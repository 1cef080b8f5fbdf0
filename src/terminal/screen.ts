/** Where a verb writes, and where people answer. Results go to `out`, everything else to `err`, so that pipes stay clean. */
export type Screen = Readonly<{
  out(text: string): void;
  err(text: string): void;
  /** One line that says what is being done now; replaced by the next, gone at the end; plain lines where there is no terminal. */
  progress(line: string | undefined): void;
  /** `undefined`: nobody is there to ask, or the person left. */
  choose<Value extends string>(
    question: string,
    options: readonly Readonly<{ value: Value; label: string; hint?: string }>[],
  ): Promise<Value | undefined>;
  confirm(question: string): Promise<boolean | undefined>;
  write(question: string): Promise<string | undefined>;
}>;
