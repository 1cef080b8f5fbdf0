import { z } from 'zod';
import { CaseId, RefusalReason } from '../domain/case.ts';
import { Finding, Offer, TargetWish } from '../domain/change.ts';
import { ContextAnswer, ContextOrder, ContextWrite, UndoneContext, WrittenContext } from '../domain/context-set.ts';
import { Digest } from '../domain/digest.ts';
import { Exchange } from '../domain/exchange.ts';
import { Fact } from '../domain/fact.ts';
import { Person, Project } from '../domain/project.ts';
import { ReplayPlan } from '../domain/replay-plan.ts';
import { Sending } from '../domain/sending.ts';
import { TraceRef } from '../domain/trace.ts';
import type { Desk } from '../flow/desk.ts';
import type { FactStore } from '../ports.ts';
import { OfferInFull, Standing, Words } from './wire.ts';

/**
 * What may be asked through the door: the calls that the verbs of a terminal
 * make, by name, with what each takes and gives. A new one is one line here.
 * All of them are safe to repeat, so an answer that got lost costs nothing.
 */
export type CaseDesk = Pick<
  Desk,
  | 'readFirst'
  | 'open'
  | 'find'
  | 'goOn'
  | 'object'
  | 'startAgain'
  | 'goFurther'
  | 'preview'
  | 'exchanges'
  | 'agreeToSend'
  | 'offer'
  | 'sayYes'
  | 'rollBack'
  | 'stop'
  | 'forget'
  | 'writtenCheck'
  | 'agreeCheck'
  | 'changeCheck'
  | 'askReplays'
  | 'rewordFix'
  | 'context'
  | 'offerContext'
  | 'writeContext'
  | 'undoContext'
>;
export type CaseRecord = Pick<FactStore, 'read' | 'list' | 'verify'>;
export type Counter = CaseDesk & CaseRecord;

type Call<Name extends keyof Counter> = Readonly<{
  takes: z.ZodType<Parameters<Counter[Name]>>;
  gives: z.ZodType<Awaited<ReturnType<Counter[Name]>>>;
}>;

const OpenRequest = z.object({
  requestKey: z.string(),
  by: Person,
  source: TraceRef,
  expectation: z.string(),
  project: Project,
  fresh: z.literal(true).optional(),
});
const CaseKey = z.object({ workspace: z.string(), id: CaseId });
const CaseLine = z.union([
  z.object({ id: CaseId, facts: z.array(Fact) }),
  z.object({ id: CaseId, damaged: z.string() }),
]);
const AuditReport = z.object({
  cases: z.number(),
  facts: z.number(),
  broken: z.array(z.object({ case: z.string(), seq: z.number(), why: z.string() })),
});
const Refused = z.object({ refused: RefusalReason });
const WrittenCheck = z.object({ conditions: z.array(z.string()), question: z.string() });
const CheckProblems = z.object({ conditions: z.array(z.string().nullable()), question: z.string().nullable() });
const NOTHING = z.void();

export const CALLS: Readonly<{ [Name in keyof Counter]: Call<Name> }> = {
  readFirst: { takes: z.tuple([TraceRef, Project]), gives: NOTHING },
  open: { takes: z.tuple([OpenRequest]), gives: z.string().pipe(CaseId) },
  find: { takes: z.tuple([CaseId]), gives: Standing },
  goOn: { takes: z.tuple([CaseId, z.object({ dry: z.boolean() }).optional()]), gives: Standing },
  object: { takes: z.tuple([CaseId, Person, z.string()]), gives: z.enum(['objected', 'too-late']) },
  startAgain: {
    takes: z.tuple([CaseId, Person, z.enum(['base-moved', 'asked']), z.literal(true).optional()]),
    gives: NOTHING,
  },
  goFurther: { takes: z.tuple([CaseId, Person]), gives: NOTHING },
  preview: { takes: z.tuple([CaseId]), gives: z.object({ sending: Sending, text: z.string() }).optional() },
  exchanges: { takes: z.tuple([CaseId]), gives: z.array(Exchange) },
  agreeToSend: { takes: z.tuple([CaseId, Person, Digest]), gives: z.enum(['agreed', 'too-late']) },
  offer: {
    takes: z.tuple([CaseId, Person, z.string(), TargetWish.optional()]),
    gives: z.union([OfferInFull, z.object({ refused: z.string() })]),
  },
  sayYes: { takes: z.tuple([CaseId, Person, Offer, z.array(z.string())]), gives: NOTHING },
  rollBack: { takes: z.tuple([CaseId, Person]), gives: z.union([z.enum(['asked', 'nothing']), Refused]) },
  writtenCheck: {
    takes: z.tuple([CaseId]),
    gives: WrittenCheck.extend({ revision: z.number() }).optional(),
  },
  agreeCheck: { takes: z.tuple([CaseId, Person, z.number()]), gives: z.enum(['agreed', 'too-late']) },
  changeCheck: {
    takes: z.tuple([CaseId, Person, z.number(), WrittenCheck]),
    gives: z.union([z.enum(['changed', 'agreed', 'too-late']), CheckProblems]),
  },
  askReplays: { takes: z.tuple([CaseId, Person, z.number(), ReplayPlan]), gives: z.enum(['asked', 'too-late']) },
  rewordFix: {
    takes: z.tuple([CaseId, Person, Digest, Words]),
    gives: z.union([z.enum(['reworded', 'too-late']), z.object({ refused: z.string() })]),
  },
  context: { takes: z.tuple([Project, ContextOrder, Person]), gives: ContextAnswer },
  offerContext: {
    takes: z.tuple([Project, ContextWrite, z.string().optional()]),
    gives: z.union([
      OfferInFull.extend({ findings: z.array(Finding), awaited: Person.nullable() }),
      z.object({ refused: z.string() }),
    ]),
  },
  writeContext: {
    takes: z.tuple([Project, ContextWrite, Person, Digest, z.string().optional()]),
    gives: WrittenContext,
  },
  undoContext: { takes: z.tuple([Project, Person]), gives: UndoneContext },
  stop: { takes: z.tuple([CaseId, Person]), gives: z.enum(['stopped', 'too-late']) },
  forget: { takes: z.tuple([CaseId, Person]), gives: z.union([z.enum(['forgotten', 'under-way']), Refused]) },
  read: { takes: z.tuple([CaseKey]), gives: z.array(Fact) },
  list: { takes: z.tuple([z.string(), z.number().int().positive()]), gives: z.array(CaseLine) },
  verify: { takes: z.tuple([z.string()]), gives: AuditReport },
};

export const CallName = z.enum(Object.keys(CALLS) as (keyof Counter)[]);
export type CallName = z.infer<typeof CallName>;
