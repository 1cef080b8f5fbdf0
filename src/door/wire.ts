import { z } from 'zod';
import { Offer } from '../domain/change.ts';
import { Fact } from '../domain/fact.ts';
import { fold, type History } from '../refine/case/fold.ts';

/** How what is no plain JSON goes through the door. */

/** A case goes as its facts; whoever gets them folds them again. */
export const Standing = z.codec(z.array(Fact), z.custom<History>(), {
  decode(facts, { issues }) {
    const history = fold(facts);
    if (history) return history;
    issues.push({ code: 'custom', message: 'these facts open no case', input: facts });
    return z.NEVER;
  },
  encode: ({ facts }) => [...facts],
});

const Bytes = z.codec(z.base64(), z.instanceof(Uint8Array), {
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
});

const Before = z.codec(
  z.array(z.tuple([z.string(), Bytes.nullable()])),
  z.map(z.string(), z.instanceof(Uint8Array).nullable()),
  { decode: (files) => new Map(files), encode: (files) => [...files] },
);

/** By their place among the edits. */
export const Words = z.codec(z.array(z.tuple([z.number().int(), z.string()])), z.map(z.number(), z.string()), {
  decode: (words) => new Map(words),
  encode: (words) => [...words],
});

export const OfferInFull = z.object({
  offer: Offer,
  writes: z.array(z.object({ path: z.string(), mode: z.enum(['100644', '100755']), bytes: Bytes.nullable() })),
  before: Before,
  upon: z.string().exactOptional(),
});
