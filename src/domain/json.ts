/** What JSON can say. Numbers too large to be exact are kept as strings by the readers. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = Readonly<{ [key: string]: Json }>;
