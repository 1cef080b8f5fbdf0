import type { Json } from '../domain/json.ts';
import type { Trace } from '../domain/trace.ts';

/** One way in which traces are written to files. Recognised by content, never by file name. Pure. */
export type TraceFormat = Readonly<{
  name: string;
  /** `undefined` when the document is of another format. @throws RefineryError trace-unreadable when it is of this one, but broken */
  read(document: Json): Trace | undefined;
}>;
