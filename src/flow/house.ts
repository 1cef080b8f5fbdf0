import type { AssertionKind } from '../assertions/assertion.ts';
import type { Cap, DayCap } from '../domain/cap.ts';
import type { CaseKey } from '../domain/case.ts';
import type { ReadingSettings } from '../domain/reading.ts';
import type { Guard } from '../guards/guard.ts';
import type {
  Bindings,
  Budgets,
  Clock,
  CodeHost,
  ContextSets,
  DayBook,
  DueRows,
  EvalSets,
  FactStore,
  FeedbackBook,
  FoundTraces,
  Groups,
  GuideLibrary,
  Model,
  Originals,
  PaidAnswers,
  PaidReplays,
  Pictures,
  PromptLibrary,
  RecentTraces,
  TraceStore,
  Workshop,
} from '../ports.ts';
import type { Prices } from '../refine/case/cost-of.ts';
import type { Analyst } from './analyst/analyst.ts';
import type { Reader, ReaderKit } from './reader.ts';
import type { ReadingFirst } from './reading-first.ts';
import type { StopWatch } from './stop-watch.ts';

/** Everything that is plugged in and needs no store: enough for each stage alone, on files. */
export type House = Readonly<{
  /** Reads what the sources have. */
  reader: Reader;
  /** What other cases do waits for those that are being read. */
  readFirst: ReadingFirst;
  /** `undefined`: nothing is known of eval sets. */
  evalSets: EvalSets | undefined;
  /** `undefined`: what people think of a case stands in its facts alone. */
  feedback: FeedbackBook | undefined;
  assertions: readonly AssertionKind[];
  guards: readonly Guard[];
  prompts: PromptLibrary;
  /** How traces are read, and how long people wait for that. */
  reading: ReadingSettings;
  /** `undefined`: the analyst gets no advice, neither guides nor lessons. */
  guides: GuideLibrary | undefined;
  /** Answers questions; `undefined` means rules alone. */
  analyst: Analyst | undefined;
  /** Plays recorded calls again; `undefined` means that nothing can be replayed. */
  replayer: Model | undefined;
  /** Judges answers by the rubric of a check; `undefined` means that only assertions can be judged. */
  judge: Model | undefined;
  /** What providers give is counted there from now on, together with all others who count there. */
  moveBudgets(to: Budgets): void;
  /** What one case may cost until a person lets it go on. */
  cap: Cap;
  /** What all cases of a workspace may cost in a day, UTC, until a person lets one go on. */
  dayCap: DayCap;
  prices: Prices;
  /** How many similar failures, and how many conversations that went well, a fix is tried on; 0 for none. */
  othersEach: number;
  codeHost: CodeHost;
  groups: Groups;
  workshop: Workshop;
  pictures: Pictures;
  clock: Clock;
}> &
  ReaderKit;

/** What a case needs besides. */
export type Records = Readonly<{
  facts: FactStore;
  traces: TraceStore;
  originals: Originals;
  recent: RecentTraces;
  bindings: Bindings;
  contexts: ContextSets;
  answers: PaidAnswers;
  replays: PaidReplays;
  found: FoundTraces;
  /** Erases what else was kept of a case: answers, requests, replays, and what was listed. Safe to repeat. @throws RefineryError store-unavailable */
  clearShelves(at: CaseKey): Promise<void>;
  stops: StopWatch;
  due: DueRows;
  days: DayBook;
}>;
