import type { Channel, Person, UserGroup } from '../slack/human-side.ts';

/** What the page adds to the shapes of `playground/slack/human-side.ts`, which says what each route takes and gives. */

/** A block, an element or another piece of Slack's JSON: whatever the app sent, so every field is in doubt. */
// biome-ignore lint/suspicious/noExplicitAny: the shapes are Slack's, and drawing copes with what it does not know
export type Piece = Readonly<Record<string, any>>;

/** Values by block id, then by action id. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, Piece>>>>;

/** Who and what can be named in a text. */
export type Names = Readonly<{
  people: ReadonlyMap<string, Person>;
  channels: ReadonlyMap<string, Channel>;
  groups: ReadonlyMap<string, UserGroup>;
}>;

/** A message or a modal, as far as what is drawn in it needs to know. */
export type Surface = Readonly<{
  names: Names;
  me: Person;
  /** Its headers, among the headings around them; `h3` unless told. */
  heading?: 'h2';
  /** What had been filled in before a redraw. */
  kept: StateValues;
  /** How to read each field that was drawn. */
  fields: { blockId: string; actionId: string; read(): Piece }[];
  /** Tells the app. @returns when the app has acknowledged it, or has failed to */
  press(action: Piece): Promise<void>;
}>;

/** Where an element stands. In an input block, a change is not told before the modal is submitted. */
export type Place = Readonly<{ blockId: string; isQuiet: boolean; labelledBy?: string; describedBy?: string }>;
