/** How words are set apart; plain text where there is no terminal. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where a verb writes, and where people answer. Results go to `out`, everything else to `err`, so that pipes stay clean. */
export type Screen = Readonly<{
  /** With a line break behind it. */
  out(text: string): void;
  /** Sentences: on a terminal, lines are broken between words. */
  err(text: string): void;
  /** Lines broken between words at the width of `out`; as they are where it has none. Not for what must stay as it is: a diff. `column`: as for `wrapLines`. */
  wrap(text: string, column?: number): string;
  paint(style: Style, text: string): string;
  /** One line that says what is being done now; replaced by the next, gone at the end; plain lines where there is no terminal. */
  progress(line: string | undefined): void;
  /** Is anybody there who could answer? */
  attended: boolean;
  /** `undefined`: nobody is there to ask, or the person left. */
  choose<Value extends string>(
    question: string,
    options: readonly Readonly<{ value: Value; label: string; hint?: string }>[],
  ): Promise<Value | undefined>;
  confirm(question: string, proposed: boolean): Promise<boolean | undefined>;
  write(question: string): Promise<string | undefined>;
}>;
