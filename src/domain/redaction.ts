import { z } from 'zod';

/** By label, `[email-2]`: the value as it was first written. It may hold other labels. */
export type HiddenValues = ReadonlyMap<string, string>;

/** What a project may call what it hides: known, so that no label of theirs comes into a file unnoticed. `word` is given by `words`. */
export const OWN_KINDS = ['word', 'customer', 'person', 'place', 'order', 'account', 'number', 'private'] as const;

/** What a project hides besides what is always hidden, and from whom. Strict: a misspelt name would hide nothing, and nobody would notice. */
export const RedactionSettings = z
  .strictObject({
    /** Hidden as whole words, in small letters or large, as `[word-1]`: names of customers, of products not yet public. */
    words: z.array(z.string().trim().min(2).max(100)).max(200).default([]).readonly(),
    /** Hidden where the pattern matches, as `[<kind>-1]`. A pattern is a bounded regular expression (`refine/text/bounded-pattern.ts`). */
    patterns: z
      .array(z.strictObject({ kind: z.enum(OWN_KINDS), pattern: z.string() }).readonly())
      .max(50)
      .default([])
      .readonly(),
    /** Nothing at all, redacted or not, is sent to a model that is not on this machine or in its own network. */
    localModelsOnly: z.boolean().default(false),
    /** No model is asked about a case before a person has seen what it would be sent, and agreed. */
    preview: z.boolean().default(false),
  })
  .readonly();
export type RedactionSettings = z.infer<typeof RedactionSettings>;
