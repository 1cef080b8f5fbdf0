import type { Call, CallOutput } from './domain/call.ts';
import type { DayCap } from './domain/cap.ts';
import type { CaseId, CaseKey } from './domain/case.ts';
import type { Commit, FileChange } from './domain/change.ts';
import type { ContextSet, ProjectName } from './domain/context-set.ts';
import type { Answerer } from './domain/diagnosis.ts';
import type { CommitSha, Digest } from './domain/digest.ts';
import type { Exchange } from './domain/exchange.ts';
import type { Fact, FactBody, NewFact } from './domain/fact.ts';
import type { Guide } from './domain/guide.ts';
import type { Json, JsonObject } from './domain/json.ts';
import type { Outline } from './domain/outline.ts';
import type { Picture } from './domain/picture.ts';
import type { Binding } from './domain/project.ts';
import type { Rating } from './domain/rating.ts';
import type { HiddenValues } from './domain/redaction.ts';
import type { Sighting } from './domain/sighting.ts';
import type { Trace, TraceRef, Usage } from './domain/trace.ts';
import type { ReplayedOn } from './domain/verdict.ts';

/** Every door out of the house, on one page. Below this file nothing does I/O. */

export type TraceSource = Readonly<{
  name: string;
  /** What it reads lies on this machine: only who sits at it may say where, never a text from Slack. */
  isLocal: boolean;
  /** How long a fetched trace need not be fetched again; 0 where asking again costs nothing. */
  freshMs: number;
  /** Pure: does this text point at a trace of mine? A link that only looks like one of mine is `foreign`. */
  recognise(text: string): TraceRef | 'foreign' | undefined;
  /** @throws RefineryError source-unavailable, source-denied, trace-not-found, file-not-found, trace-unreadable */
  fetch(ref: TraceRef, signal?: AbortSignal): Promise<Trace>;
  /** Only where the source can list what it has, the newest first. Errors as `fetch`. */
  find?(wanted: TraceWanted, signal?: AbortSignal): Promise<readonly TraceLine[]>;
}>;

/**
 * Traces of a project: those that failed, or those that are like one, of the same
 * name. Times are Unix epoch in milliseconds.
 */
export type TraceWanted = Readonly<{
  /** Its name or id there, or one of its traces. */
  project: string | TraceRef;
  sinceMs: number;
  untilMs: number;
  failedOnly: boolean;
  /** Of the trace, exactly; `null` for all. */
  name: string | null;
  /** At least 1. */
  limit: number;
}>;

/** One trace as a list tells of it, without its runs. Texts are redacted. */
export type TraceLine = Readonly<{
  ref: TraceRef;
  name: string;
  startMs: number | null;
  error: string | null;
  /** The beginning of what it was given; `null` where the list does not tell. */
  asked: string | null;
  /** What people or evaluators said of it, all together; `null` when nobody did. */
  rating: 'good' | 'bad' | null;
}>;

/** `schema` is the JSON Schema that the answer must satisfy. */
export type ModelRequest = Readonly<{
  system: string;
  /**
   * Stands between the two: what several requests of a case have in common, letter for letter, as they have `system` and
   * `schema`. Providers take what they have read before for less; `key` brings such requests to where that was.
   */
  shared?: Readonly<{ text: string; key: string }> | undefined;
  user: string;
  schemaName: string;
  schema: JsonObject;
  maxOutputTokens: number;
}>;

/**
 * `text` is the raw answer: JSON if the model kept to the schema. `finish` is there only where the model did not say all it
 * would: it came to the limit of its tokens, or refused.
 */
export type ModelReply = Readonly<{ text: string; model: string; usage: Usage; finish?: 'length' | 'refused' }>;

/** `redacted`: labels stood in what was sent, in place of what is private. */
export type Replayed = Readonly<{ output: CallOutput; model: string; usage: Usage; redacted?: true }>;

/**
 * What a replay of one call would be made on. `leftOut`: what of the recorded call can't be sent again, as people
 * call it. `unable`: why it can't be replayed at all, in a sentence; then nothing is sent.
 */
export type ReplayTerms = Readonly<{ replayedOn: ReplayedOn; leftOut: readonly string[]; unable: string | null }>;

export type BackgroundAnswers = Readonly<{
  /** Gives the name under which the answer is asked for, by any process. From here on it is paid for. */
  begin(request: ModelRequest, signal?: AbortSignal): Promise<string>;
  /** `gone`: it is not known there any more, was cancelled or broke off; asked again, it may well be answered. */
  collect(job: string, signal?: AbortSignal): Promise<ModelReply | 'working' | 'gone'>;
  /** Ends the thinking; a job that is over or unknown is left alone. */
  cancel(job: string): Promise<void>;
}>;

/** Several models that play recorded calls as one. */
export type Players = Readonly<{
  /** Who plays this call: its provider and its place are those that count then. */
  of(call: Call): Pick<Model, 'name' | 'standIn' | 'provider' | 'isLocal'>;
  /** Who plays what none of the others is known to have played before. */
  usual: Model;
  /** Of all who may be asked; `provider/*` stands for whatever a call was recorded with. */
  names: readonly string[];
  /** The sample's stand-in is among them. */
  hasStandIn?: true;
}>;

export type Model = Readonly<{
  /** `provider/model`. */
  name: string;
  /** The sample's stand-in: what is shown on it says nothing of a real model, and is marked. */
  standIn: boolean;
  /** Who gets what is sent to it, as traces name them: `openai`; for another server its host, with the port. */
  provider: string;
  /** What is sent to it stays on this machine or in its own network. */
  isLocal: boolean;
  /** @throws RefineryError model-unavailable, model-unreachable, model-limited, model-denied, model-unknown, model-unsuited */
  answer(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply>;
  /** Pure, and before anything is paid for. */
  termsOf(call: Call): ReplayTerms;
  /** What its provider gives in a minute, in and out, as far as that is known; not there where nobody counts. */
  tokensPerMinute?: (() => Promise<number>) | undefined;
  /** Only where several play as one: what else is said of the model is then said of the usual one. */
  players?: Players | undefined;
  /** Only where the provider thinks on while nobody holds a line open, and keeps the answer for a while. Errors as `answer`. */
  background?: BackgroundAnswers | undefined;
  /** Runs a recorded call again; tools are offered, never executed. Errors as `answer`; what can’t be replayed is model-unsuited. */
  replay(call: Call, signal?: AbortSignal): Promise<Replayed>;
}>;

/** What a provider said with an answer of what it gives; what it did not say is left out. */
export type RateLimits = Readonly<{
  tokensPerMinute?: number;
  requestsPerMinute?: number;
  tokensLeft?: number;
  /** Nothing before that time is over. */
  waitMs?: number;
}>;

/**
 * What a provider gives in a minute, shared by all who ask it. Room is kept before a call and settled after it, so that
 * nobody is refused, and no more calls are under way than the provider takes.
 */
export type Budget = Readonly<{
  /** Resolves when there is room, in the order of asking; rejects when the signal fires before. Room that was kept must be settled once. */
  reserve(tokens: number, signal?: AbortSignal): Promise<Reservation>;
  learn(said: RateLimits): void;
  /** As far as the provider has said; what was set until then. */
  tokensPerMinute(): Promise<number>;
}>;

/** The budget that goes by this name, always the same one. */
export type Budgets = (name: string) => Budget;

/** @param tokens what the call really took, both ways */
export type Reservation = Readonly<{ settle(tokens: number): void }>;

/** One example of a project's eval set, as it stands there: not redacted. */
export type EvalExample = Readonly<{ id: string; inputs: JsonObject; outputs: JsonObject | null }>;

/** What is recorded of one example; `passed` is `null` when it can’t be told, and `comment` then says why. */
export type EvalAnswer = Readonly<{ answer: string; passed: boolean | null; comment: string | null }>;

export type Experiment = Readonly<{ id: string; url: string }>;

/** Where people look at traces, and may read what others thought of a case on one. */
export type FeedbackBook = Readonly<{
  /**
   * Notes it on the trace that the case was opened on. The same `id`, a UUID, again is the same note. Where nothing can be
   * noted on such a trace, as on a shared one, nothing is. @throws RefineryError source-unavailable, source-denied, trace-not-found
   */
  note(about: Readonly<{ id: string; trace: TraceRef; rating: Rating; reason: string | null }>): Promise<void>;
}>;

/**
 * Where a project keeps the examples that its agent is measured by, and what comes of measuring it.
 * All throw RefineryError source-unavailable, source-denied, dataset-not-found.
 */
export type EvalSets = Readonly<{
  /** `most` examples at most, and how many the set has. `dataset` is its name or id. */
  examples(
    dataset: string,
    most: number,
    signal: AbortSignal,
  ): Promise<Readonly<{ id: string; examples: readonly EvalExample[]; of: number }>>;
  /**
   * Records an experiment on some examples of a set: asks for an answer to each, several at a time.
   * Its `url` shows it beside the other one, if there is one. An answer that fails ends it with that error.
   */
  experiment(
    about: Readonly<{ datasetId: string; exampleIds: readonly string[]; name: string; beside: string | null }>,
    answer: (exampleId: string) => Promise<EvalAnswer>,
    signal: AbortSignal,
  ): Promise<Experiment>;
}>;

export type FileMode = '100644' | '100755';
export type FileAtCommit = Readonly<{ bytes: Uint8Array; mode: FileMode }>;

/** `bytes: null` removes the file. */
export type FileWrite = Readonly<{ path: string; mode: FileMode; bytes: Uint8Array | null }>;

export type Publication = Readonly<{
  repo: string;
  base: CommitSha;
  /** Without `refs/heads/`; under `refinery/`, but for `straight`. */
  branch: string;
  /** The branch is there, leads to the base, and is led on to the commit; else it is made. */
  straight?: true;
  message: string;
  /** Author and commit date, so that the same publication is the same commit. */
  atMs: number;
  writes: readonly FileWrite[];
  /** What was approved: the commit must change exactly these files, to exactly these bytes. */
  approved: readonly FileChange[];
  /** Not there for the branch alone. */
  pullRequest?: PullRequestPlan;
}>;

/** `body` is Markdown in which nothing from outside is read as such. Who owns one of the files is asked to review. */
export type PullRequestPlan = Readonly<{ base: string; isDraft: boolean; title: string; body: string }>;

export type Reversal = Readonly<{
  repo: string;
  published: Commit;
  /** As it was published. */
  straight?: true;
  /** The approved inverse: nothing else may change. */
  inverse: readonly FileChange[];
  message: string;
  atMs: number;
  /** For the pull request that takes back a merged one. */
  text?: Pick<PullRequestPlan, 'title' | 'body'>;
}>;

/**
 * `alsoOn`: other branches that hold what was published, but not this commit that takes it back.
 * `closed`: what was published had not been merged, so its pull request was closed, and the commit is the published one.
 */
export type Reverted = Commit & Readonly<{ alsoOn: readonly string[]; closed?: true }>;

/** `alsoOn`: branches that hold what was published. */
export type UnableToRevert =
  | Readonly<{ refused: 'changed-since'; paths: readonly string[] }>
  | Readonly<{ refused: 'branch-gone'; alsoOn: readonly string[] }>;

/** `memo` is given back with the next look: it makes that one cheap. Small, and safe to lose. */
export type Look = Readonly<{ sighting: Sighting; memo: Json }>;

/** `branch`: not the repository's own. `upon`: a commit of ours that counts where nothing but our own stands between it and the branch. */
export type StartingPoint = Readonly<{ branch?: string | undefined; upon?: CommitSha | undefined }>;

/** All methods throw RefineryError repo-not-found, repo-denied, repo-unusable, repo-unavailable, disk-full. */
export type CodeHost = Readonly<{
  /** What a person calls a repository, in the one form by which it is known ever after. @param folder where relative paths begin */
  nameOf(text: string, folder: string): string;
  /** Where work in the repo starts: the commit of HEAD, unless told otherwise. @throws also base-not-found */
  head(repo: string, from?: StartingPoint): Promise<CommitSha>;
  /** The branch that pull requests ask to merge into; `undefined` where there is no such thing. */
  pullRequestBase(repo: string): Promise<string | undefined>;
  /** Regular files of a commit, by path; at most `limit`. */
  list(repo: string, at: CommitSha, limit: number): Promise<readonly string[]>;
  /** Text files of a commit that hold one of these texts in a line, those with the most such lines first. */
  search(repo: string, at: CommitSha, texts: readonly string[]): Promise<readonly string[]>;
  /** `undefined` when there is no regular file at that path (a link or a submodule is none). */
  read(repo: string, at: CommitSha, path: string): Promise<FileAtCommit | undefined>;
  /** Commits of ours that any branch or tag leads to, whose message ends in such a trailer: `Refinery-Audit: `. */
  signed(repo: string, trailer: string): Promise<readonly Readonly<{ sha: CommitSha; message: string }>[]>;
  /** Safe to repeat. Never touches a work tree, and only ever creates the branch, or leads it on. @throws commit-differs, branch-in-use for one that is checked out */
  publish(
    publication: Publication,
  ): Promise<Commit | Readonly<{ refused: 'branch-taken' | 'base-moved' | 'pull-requests-waiting' }>>;
  /** A forward commit; safe to repeat. Refused when somebody changed one of the files since, or deleted the branch. */
  rollBack(reversal: Reversal): Promise<Reverted | UnableToRevert>;
  /** What became of a published commit since; `undefined` where nobody checks it, or asks to merge it. */
  look(repo: string, published: Commit, memo: Json): Promise<Look | undefined>;
}>;

/** Groups of people, which whoever looks after them changes at any time. */
export type Groups = Readonly<{
  /**
   * Ids of those who are in it now. `unknown`: it was disabled, is not there, or may not be read, so nobody counts as one of
   * them. @throws RefineryError slack-unavailable
   */
  membersOf(group: string): Promise<readonly string[] | 'unknown'>;
}>;

/** A case whose record was changed from outside is named, and holds the others up no more. */
export type CaseLine = Readonly<{ id: CaseId; facts: readonly Fact[] } | { id: CaseId; damaged: string }>;

/** The facts of all cases. Appending is the only way to write, and erasing a case that was forgotten. All throw store-unavailable, disk-full. */
export type FactStore = Readonly<{
  /** Gives the case the next free id of its workspace. The same `requestKey` again gives the same case. */
  open(workspace: string, requestKey: string, body: FactBody & { kind: 'opened' }): Promise<CaseId>;
  /**
   * Adds a fact behind `expectedSeq`, the seq of the last fact that the writer has seen.
   * A fact whose key is there already is not added again: what stands is returned.
   * `moved`: somebody else added something meanwhile; read again and decide again.
   */
  append(at: CaseKey, expectedSeq: number, fact: NewFact): Promise<Readonly<{ fact: Fact }> | 'moved'>;
  /** In order; empty when there is no such case. Throws store-damaged when the chain is broken. */
  read(at: CaseKey): Promise<readonly Fact[]>;
  /** Newest case first. */
  list(workspace: string, limit: number): Promise<readonly CaseLine[]>;
  /** The case that has a `threaded` fact with this key. */
  threaded(workspace: string, key: string): Promise<CaseId | undefined>;
  /** What happened since then, in all cases; the facts of each in order. What was changed from outside is left out. */
  since(workspace: string, atMs: number): Promise<readonly Fact[]>;
  /** Those of the cases that a person has stopped. */
  stopped(workspace: string, ids: readonly CaseId[]): Promise<readonly CaseId[]>;
  /** Leaves of each fact before a `forgotten` one what `refine/case/erase.ts` says; no more where there is none. Safe to repeat. */
  erase(at: CaseKey): Promise<void>;
  /** Walks every chain of the workspace and names the first broken row of each. */
  verify(workspace: string): Promise<AuditReport>;
}>;

export type AuditReport = Readonly<{
  cases: number;
  facts: number;
  broken: readonly Readonly<{ case: string; seq: number; why: string }>[];
}>;

/**
 * Which project a channel is bound to. A binding is never changed: a new one follows it.
 * All throw store-unavailable, disk-full.
 */
export type Bindings = Readonly<{
  of(workspace: string, channel: string): Promise<(Binding & Readonly<{ version: number }>) | undefined>;
  /** Those of these channels that are bound, by channel. */
  among(workspace: string, channels: readonly string[]): Promise<ReadonlyMap<string, Binding>>;
  /** What leads to a repository now, whatever the channel. */
  to(workspace: string, repo: string): Promise<readonly Binding[]>;
  /** `replaced` is the version that the writer has seen, 0 for none. `moved`: somebody else bound the channel meanwhile. */
  bind(workspace: string, channel: string, replaced: number, binding: Binding): Promise<'bound' | 'moved'>;
}>;

/** The context files of projects, each saved under a version of its own, the last of which holds. All throw store-unavailable, disk-full. */
export type ContextSets = Readonly<{
  of(workspace: string, at: ProjectName): Promise<(ContextSet & Readonly<{ version: number }>) | undefined>;
  /** Those of all projects of a repository, by name. */
  in(workspace: string, repo: string): Promise<ReadonlyMap<string, ContextSet>>;
  /** `replaced` is the version that the writer has seen, 0 for none. `moved`: somebody else saved one meanwhile. */
  save(workspace: string, at: ProjectName, replaced: number, set: ContextSet): Promise<'saved' | 'moved'>;
}>;

/** `turn` counts how often it was taken, this time included; until `heldUntilMs` nobody else takes it. */
export type DueRow = Readonly<{ at: CaseKey; chapter: string; turn: number; heldUntilMs: number; memo: Json }>;

/**
 * What is to be done for cases at some later time. Whoever takes a row has it alone for a while; one that dies with it
 * loses nothing, for then it is due again. Times are Unix epoch milliseconds. All throw store-unavailable, disk-full.
 */
export type DueRows = Readonly<{
  /** Once for each case and chapter: what is planned already stays as it is. `about`: what it is known by in `hasten`. */
  plan(at: CaseKey, chapter: string, first: Readonly<{ atMs: number; about: readonly string[] }>): Promise<void>;
  /** Those that are due by `nowMs`, the longest due first; each goes to one taker. */
  take(
    workspace: string,
    chapter: string,
    when: Readonly<{ nowMs: number; heldUntilMs: number; limit: number }>,
  ): Promise<readonly DueRow[]>;
  /** As whoever took it last left it. */
  find(at: CaseKey, chapter: string): Promise<Readonly<{ turn: number; memo: Json }> | undefined>;
  /** Leaves something for the next turn; without `atMs` the taker keeps it, without `about` it is known as before. Nothing happens to a row that others have taken since. */
  keep(row: DueRow, left: Readonly<{ memo: Json; atMs?: number; about?: readonly string[] }>): Promise<void>;
  /** Not wanted any more. */
  drop(row: DueRow): Promise<void>;
  /** What is known by one of these names is due at once, also while somebody has it. */
  hasten(workspace: string, names: readonly string[], nowMs: number): Promise<void>;
}>;

/**
 * Lets one piece of work on a name run at a time, in all processes that share the store.
 * A process that is gone holds nothing up. @throws RefineryError store-unavailable
 */
export type Exclusive = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/**
 * Which process drew a case's thread last: one that did itself knows what stands there without asking. Only whoever has
 * the thread for itself (`Exclusive`) may take it. A process that was started anew is another one.
 */
export type LastDrawers = Readonly<{
  /**
   * From now on this process drew the thread last. Resolves with who did before; `nobody` holds for a month.
   * @throws RefineryError store-unavailable, disk-full
   */
  take(at: CaseKey): Promise<'nobody' | 'us' | 'others'>;
}>;

/** A safe trace as it is stored, and goes from thread to thread: gzipped JSON, under the digest of that JSON. `flow/kept-trace.ts` makes and reads it. */
export type KeptTrace = Readonly<{ digest: Digest; bytes: Uint8Array }>;

/** Traces, each kept once, by digest. All throw store-unavailable, disk-full. */
export type TraceStore = Readonly<{
  put(workspace: string, kept: KeptTrace): Promise<void>;
  /** Whether the bytes are still what was put is seen when they are unpacked. */
  get(workspace: string, digest: Digest): Promise<KeptTrace | undefined>;
  /** Erases a trace that this case has read, with its originals; `needed` when another case has read it, too. Safe to repeat. */
  forget(at: CaseKey, digest: Digest): Promise<'forgotten' | 'needed'>;
}>;

/** One call with what is private in it, and what stands behind which of its labels. It is never stored. */
export type Restored = Readonly<{ call: Call; values: HiddenValues }>;

/**
 * What stands behind the labels of traces, encrypted, for replays alone. Nothing is kept without REFINERY_SECRET.
 * All throw store-unavailable, disk-full.
 */
export type Originals = Readonly<{
  /** Where two texts were redacted to the same trace, only what both had behind a label is kept. */
  keep(workspace: string, trace: Digest, values: HiddenValues): Promise<void>;
  /**
   * The call as it was recorded, for the provider that it was recorded with.
   * `undefined` for any other, when nothing was kept, or when what was kept can't be opened with today's secrets.
   */
  restore(
    call: Call,
    from: Readonly<{ workspace: string; trace: Digest; provider: string | null }>,
    model: Pick<Model, 'provider'>,
  ): Promise<Restored | undefined>;
}>;

/** Which traces were fetched lately, so that a second case on the same link need not wait for it. */
export type RecentTraces = Readonly<{
  /** The digest that was known for the reference less than `freshMs` ago, else what `fetch` brings; one fetch at a time for each. */
  digestOf(workspace: string, ref: TraceRef, freshMs: number, fetch: () => Promise<Digest>): Promise<Digest>;
}>;

/** What a source listed lately, so that the next case of the project need not ask it again. All throw store-unavailable, disk-full. */
export type FoundTraces = Readonly<{
  /** What was listed for this less than `freshMs` ago, else what `find` brings. */
  listOf(
    workspace: string,
    about: Digest,
    freshMs: number,
    find: () => Promise<readonly TraceLine[]>,
  ): Promise<readonly TraceLine[]>;
}>;

/** An answer with the time it took, or why there is none: `capped` when the case may not cost more. `usage` was paid all the same. */
export type ReplayOutcome =
  | (Replayed & Readonly<{ tookMs: number }>)
  | Readonly<{ silent: string; capped?: true; usage?: Usage }>;

/**
 * Answers that were paid for, redacted, kept for some days by the case that they were made for.
 * All throw store-unavailable, disk-full.
 */
export type PaidReplays = Readonly<{
  /** The answer that is known under this digest, else what `replay` brings. Silence is not kept, nor is an answer that is too large. */
  once(at: CaseKey, about: Digest, replay: () => Promise<ReplayOutcome>): Promise<ReplayOutcome>;
}>;

/** Of one call of a model, both ways; `usd`, US dollars, is `null` where no price is known. */
export type CallCost = Readonly<{ usd: number | null; tokens: number }>;

/** Given back, or replaced by what was paid, once the call is over; what was known then stays. Both throw as `DayBook`. */
export type SetAside = Readonly<{ paid(cost: CallCost): Promise<void>; giveBack(): Promise<void> }>;

/**
 * What the models of a workspace are paid, call by call, as all processes count it together. What a process that was
 * killed had set aside counts no more after some minutes. All throw store-unavailable, disk-full.
 */
export type DayBook = Readonly<{
  /** `undefined` where the call would go beyond the cap, with all that was paid since then and is set aside. Times are Unix epoch milliseconds. */
  setAside(
    workspace: string,
    cost: CallCost,
    day: Readonly<{ cap: DayCap; sinceMs: number; atMs: number }>,
  ): Promise<SetAside | undefined>;
  /** What is set aside counts, too; in dollars, what has a price. */
  paidSince(workspace: string, sinceMs: number): Promise<Readonly<{ usd: number; tokens: number }>>;
}>;

/** What the analyst said to one question, as it came: labels stand in it where they stood in what was sent. */
export type PaidAnswer = Readonly<{ text: string; answerer: Answerer }>;

/** Keeps one call of a model, for people to see. */
export type Note = (exchange: Exchange) => Promise<void>;

/** Answers of the analyst, kept for some days by the case that they were given for. All throw store-unavailable, disk-full. */
export type PaidAnswers = Readonly<{
  /**
   * The answer that is known under this digest to the case, or to another of the workspace: then it is the case's own from
   * now on, and cost it nothing. Else what `ask` brings; an error is not kept.
   *
   * @param anew names the wish for a new answer: then only what was answered under the same wish is known
   */
  once(at: CaseKey, about: Digest, ask: (note: Note) => Promise<PaidAnswer>, anew?: string): Promise<PaidAnswer>;
  /** What was noted while asking for the case's answers, the oldest first, as long as it is kept. */
  exchanges(at: CaseKey): Promise<readonly Exchange[]>;
  /** The name of the background answer that is known under this digest, else of the one that is begun now. */
  begun(at: CaseKey, about: Digest, begin: () => Promise<string>): Promise<string>;
  /** It is over, and there will be no answer. */
  over(at: CaseKey, about: Digest): Promise<void>;
}>;

/** A chapter of a case, and the decision that started it: together they are its id, so the same decision starts it once. */
export type Turn = Readonly<{ at: CaseKey; chapter: string; decision: string }>;

/** What a step cost; for the log. */
export type Spent = Readonly<{
  model?: string;
  inputTokens?: number;
  outputTokens?: number;
  cachedInputTokens?: number;
}>;

/**
 * Durable execution of one chapter. A finished step never runs again: its result is stored.
 * One cut short does run again, so whatever a step does must be safe to repeat.
 * Results are small JSON: digests, counts, verdicts; never a trace.
 */
export type Steps = Readonly<{
  step<Result extends Json | undefined>(
    name: string,
    run: (spent: (cost: Spent) => void) => Promise<Result>,
  ): Promise<Result>;
  /** Fires when this process is asked to end; the chapter goes on in the next one. */
  signal: AbortSignal;
}>;

export type Chapter = Readonly<{ name: string; run(turn: Turn, steps: Steps): Promise<void> }>;

export type Engine = Readonly<{
  /** Starts a chapter; a no-op when that turn was started before. */
  start(turn: Turn): Promise<void>;
  /** Resolves when the chapter has ended, here or in another process; rejects with what broke it. */
  ended(turn: Turn): Promise<void>;
  /** Erases what steps of a case brought. None of its chapters may be under way. Safe to repeat. */
  forget(at: CaseKey): Promise<void>;
  close(): Promise<void>;
}>;

/** One step of a chapter as it begins and ends: for progress and for the log. */
export type StepNews = Readonly<{
  turn: Turn;
  step: string;
  state: 'begun' | 'done' | 'failed';
  tookMs: number;
  spent: Spent;
  error?: string;
}>;

/** What one side of a changed file holds, found out in a process of its own, with a hard time-out. */
export type TextFacts = Readonly<{
  /** `null` when the bytes are no text. */
  text: string | null;
  /** `language` is `null` when nothing here parses that kind of file; `problem` is the parser's first complaint. */
  syntax: Readonly<{ language: string | null; problem: string | null }>;
  /** `null` when nothing here reads that kind of file, when it does not parse, or is too large to. */
  outline: Outline | null;
  /** Kinds of secrets found, with a digest of each so that two sides can be compared without holding one. */
  secrets: readonly Readonly<{ kind: string; digest: Digest }>[];
  /** Too large or too slow to look at: guards treat that as the worst case. */
  gaveUp: boolean;
}>;

/** `null` for the side where the file does not exist. */
export type InspectedFile = Readonly<{ path: string; before: TextFacts | null; after: TextFacts | null }>;

/** What a program names of other files, as it is written there. */
export type NamesIn = Readonly<{
  /** What it imports: `./a.js`, `shop.prompts`, `..a`. */
  imports: readonly string[];
  /** Strings that may be paths. */
  strings: readonly string[];
}>;

export type Workshop = Readonly<{
  /** For each file, in order; nothing for what is no program, or was too much to look at. */
  namesIn(files: readonly Readonly<{ path: string; text: string }>[]): Promise<readonly NamesIn[]>;
  inspect(
    files: readonly Readonly<{ path: string; before: Uint8Array | null; after: Uint8Array | null }>[],
  ): Promise<readonly InspectedFile[]>;
  close(): Promise<void>;
}>;

/** Heavy work away from the thread that answers people: each job alone in a thread, bounded in time and memory. */
export type Threads = Readonly<{
  /**
   * Job and answer are plain data, cloned; bytes in an answer are handed over.
   *
   * @param about goes to a thread that lately did a job about the same, where one is free
   * @throws RefineryError what the job throws; trace-too-large when it takes more time or memory than it may; the reason of the signal
   */
  run(job: unknown, signal?: AbortSignal, about?: string): Promise<unknown>;
  close(): Promise<void>;
}>;

/** Draws a PNG on a ground of its own, readable on any background. */
export type Pictures = Readonly<{
  /** One at a time; the same picture gives the same bytes. @throws RefineryError picture-unavailable */
  draw(picture: Picture): Promise<Uint8Array>;
  close(): Promise<void>;
}>;

export type Clock = () => number;

/** A prompt of ours, rendered for one question. `version` is the file's, `v1`. */
export type Prompt = Readonly<{ version: string; system: string; maxOutputTokens: number }>;

export type PromptLibrary = Readonly<{
  /** @throws RefineryError config-invalid when the prompt is missing, broken, or asks for a value that was not given */
  prompt(question: string, values: Readonly<Record<string, string>>): Promise<Prompt>;
}>;

export type GuideLibrary = Readonly<{
  /** @throws RefineryError config-invalid when one of them is broken, or says something without its source */
  guides(): Promise<readonly Guide[]>;
}>;
