import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebClient } from '@slack/web-api';
import { contains } from './assertions/contains.ts';
import { jsonPath } from './assertions/json-path.ts';
import { jsonSchema } from './assertions/json-schema.ts';
import { lacks } from './assertions/lacks.ts';
import { language } from './assertions/language.ts';
import { latency } from './assertions/latency.ts';
import { length } from './assertions/length.ts';
import { pattern } from './assertions/pattern.ts';
import { says } from './assertions/says.ts';
import { tokens } from './assertions/tokens.ts';
import { toolArguments } from './assertions/tool-arguments.ts';
import { toolCalled } from './assertions/tool-called.ts';
import { toolNotCalled } from './assertions/tool-not-called.ts';
import { toolsInOrder } from './assertions/tools-in-order.ts';
import type { Config } from './config.ts';
import { type Door, openDoor } from './door/open-door.ts';
import { openEngine } from './engine/dbos.ts';
import { type Desk, openDesk } from './flow/desk.ts';
import { diagnoseChapter } from './flow/diagnose-chapter.ts';
import type { House, Records } from './flow/house.ts';
import { publishChapter } from './flow/publish-chapter.ts';
import { type ReaderKit, readHere, readInThreads } from './flow/reader.ts';
import { readingFirst } from './flow/reading-first.ts';
import { replyChapter } from './flow/reply-chapter.ts';
import { rollBackChapter } from './flow/roll-back-chapter.ts';
import { stopWatch } from './flow/stop-watch.ts';
import { tracedReader } from './flow/traced-reader.ts';
import { watchChapter, watchRevertChapter } from './flow/watch-chapter.ts';
import { conflictMarkers } from './guards/conflict-markers.ts';
import { copiedPhrases } from './guards/copied-phrases.ts';
import { executableContent } from './guards/executable-content.ts';
import { exportedNames } from './guards/exported-names.ts';
import { hiddenText } from './guards/hidden-text.ts';
import { keptTests } from './guards/kept-tests.ts';
import { keptVariables } from './guards/kept-variables.ts';
import { newDependencies } from './guards/new-dependencies.ts';
import { outsideContext } from './guards/outside-context.ts';
import { pathPolicy } from './guards/path-policy.ts';
import { promptGrowth } from './guards/prompt-growth.ts';
import { protectedPaths } from './guards/protected-paths.ts';
import { redactionLabels } from './guards/redaction-labels.ts';
import { removals } from './guards/removals.ts';
import { secrets } from './guards/secrets.ts';
import { size } from './guards/size.ts';
import { syntax } from './guards/syntax.ts';
import { guideLibrary } from './library/guides.ts';
import { promptLibrary } from './library/prompts.ts';
import { pictures } from './pictures/pictures.ts';
import type { Budgets, Clock, Exclusive, Groups, LastDrawers, StepNews, Threads } from './ports.ts';
import { pricesWith } from './refine/case/prices.ts';
import { NO_GROUPS, slackGroups } from './slack/groups.ts';
import { langSmithEvalSets } from './sources/langsmith-eval-sets.ts';
import { langSmithFeedback } from './sources/langsmith-feedback.ts';
import { bindings } from './store/bindings.ts';
import { movableBudgets, ownBudgets, sharedBudgets } from './store/budgets.ts';
import { clearShelves } from './store/case-shelves.ts';
import { contextSets } from './store/context-sets.ts';
import { dayBook } from './store/day-book.ts';
import { dueRows } from './store/due-rows.ts';
import { exclusive } from './store/exclusive.ts';
import { factStore } from './store/facts.ts';
import { foundTraces } from './store/found-traces.ts';
import { holderOf, signHolder } from './store/held-by.ts';
import { lastDrawers } from './store/last-drawers.ts';
import { type Database, openDatabase } from './store/open-database.ts';
import { originals } from './store/originals.ts';
import { paidAnswers } from './store/paid-answers.ts';
import { paidReplays } from './store/paid-replays.ts';
import { recentTraces } from './store/recent-traces.ts';
import { traceStore } from './store/traces.ts';
import { codeHostOf } from './wiring-of-code.ts';
import { modelsOf, usualBudget } from './wiring-of-models.ts';
import { readerKit, readingSettings, readTemplates } from './wiring-of-reading.ts';
import { threads } from './workshop/threads.ts';
import { workshop } from './workshop/workshop.ts';

// The one list of what is plugged in, but for what reads traces (`wiring-of-reading.ts`), models (`wiring-of-models.ts`),
// questions (`wiring-of-questions.ts`), places for code (`wiring-of-code.ts`), and what people meet: verbs
// (`wiring-of-terminal.ts`) and controls (`wiring-of-slack.ts`), of which a process loads those of its own. A new file of any kind
// is one line here; `test/house.test.ts` names a forgotten one. Where order matters, it is said.

/** Those that know their own words in a sentence first; then those that take all that is left of a clause, the simplest first. */
export const assertions = [
  jsonSchema,
  jsonPath,
  pattern,
  toolsInOrder,
  toolArguments,
  toolNotCalled,
  length,
  latency,
  tokens,
  language,
  toolCalled,
  lacks,
  contains,
  says,
];
/** In the order in which their findings are shown: what a change does to others first, what it costs last. */
export const guards = [
  pathPolicy,
  protectedPaths,
  outsideContext,
  removals,
  size,
  secrets,
  redactionLabels,
  hiddenText,
  executableContent,
  conflictMarkers,
  syntax,
  newDependencies,
  keptTests,
  keptVariables(readTemplates),
  exportedNames,
  copiedPhrases,
  promptGrowth,
];
export const chapters = [
  diagnoseChapter,
  publishChapter,
  rollBackChapter,
  replyChapter,
  watchChapter,
  watchRevertChapter,
];

/** Of this Refinery. */
export function ownVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

export const PROMPTS_FOLDER = join(import.meta.dirname, '..', 'prompts');
export const GUIDES_FOLDER = join(PROMPTS_FOLDER, 'guides');

/** What is outside of the settings: the time, and where programs (git) are looked for, as in `PATH`. */
export type Surroundings = Readonly<{ clock: Clock; searchPath?: string | undefined }>;

/** Everything that needs no store. Nothing is opened or loaded yet. */
export function wireHouse(config: Config, surroundings: Surroundings): House {
  return houseWith(readerKit(readingSettings(config)), config, surroundings);
}

/** The same for who has people to answer meanwhile: traces are read in other threads. None is started yet. */
export function wireBot(config: Config, surroundings: Surroundings): Readonly<{ house: House; threads: Threads }> {
  const settings = readingSettings(config);
  const reading = threads({ data: settings });
  const house = houseWith(readerKit(settings), config, surroundings);
  return { house: { ...house, reader: tracedReader(readInThreads(reading)) }, threads: reading };
}

function houseWith(kit: ReaderKit, config: Config, { clock, searchPath }: Surroundings): House {
  const budgets = movableBudgets(ownBudgets(usualBudget(config)));
  return {
    ...kit,
    reader: tracedReader(readHere(kit)),
    readFirst: readingFirst(),
    evalSets: config.LANGSMITH_API_KEY
      ? langSmithEvalSets({ apiKey: config.LANGSMITH_API_KEY, endpoint: config.LANGSMITH_ENDPOINT })
      : undefined,
    feedback: config.LANGSMITH_API_KEY
      ? langSmithFeedback({ apiKey: config.LANGSMITH_API_KEY, endpoint: config.LANGSMITH_ENDPOINT })
      : undefined,
    assertions,
    guards,
    prompts: promptLibrary(PROMPTS_FOLDER, config.REFINERY_PROMPT_VERSION),
    reading: {
      strategy: config.REFINERY_READING,
      viewTokens: config.REFINERY_VIEW_TOKENS,
      waitMs: config.REFINERY_WAIT_MINUTES * 60_000,
    },
    guides: config.REFINERY_GUIDES === 'on' ? guideLibrary(GUIDES_FOLDER) : undefined,
    ...modelsOf(config, budgets.of),
    moveBudgets: budgets.moveTo,
    cap: { usd: config.REFINERY_CASE_CAP_USD, tokens: config.REFINERY_CASE_CAP_TOKENS },
    dayCap: { usd: config.REFINERY_DAY_CAP_USD || null, tokens: config.REFINERY_DAY_CAP_TOKENS || null },
    prices: pricesWith(config.REFINERY_PRICES),
    othersEach: config.REFINERY_OTHERS,
    codeHost: codeHostOf(config, searchPath),
    groups: groupsOf(config),
    workshop: workshop(),
    pictures: pictures(),
    clock,
  };
}

/** Whoever runs a terminal beside the bot has the same settings, so a case of Slack is judged alike there. */
function groupsOf({ SLACK_BOT_TOKEN: token, SLACK_API_URL: slackApiUrl }: Config): Groups {
  if (token === undefined) return NO_GROUPS;
  let client: Promise<WebClient> | undefined;
  return slackGroups(() => {
    client ??= import('./slack/answering-client.ts').then(({ answeringClient }) =>
      answeringClient(token, slackApiUrl === undefined ? {} : { slackApiUrl }),
    );
    return client;
  });
}

/** `budgets`: those that are shared by all who share the store. */
export type Store = Readonly<{
  database: Database;
  records: Records;
  exclusive: Exclusive;
  lastDrawers: LastDrawers;
  budgets: Budgets | undefined;
}>;

/** Errors as `openDatabase`. */
export async function openStore(config: Config): Promise<Store> {
  const { DATABASE_URL, REFINERY_DATA, REFINERY_SECRET, REFINERY_SECRET_BEFORE } = config;
  const database = await openDatabase({ databaseUrl: DATABASE_URL, dataDir: REFINERY_DATA });
  const facts = factStore(database);
  return {
    database,
    records: {
      facts,
      traces: traceStore(database),
      originals: originals(database, { secret: REFINERY_SECRET, before: REFINERY_SECRET_BEFORE }),
      recent: recentTraces(database),
      answers: paidAnswers(database),
      replays: paidReplays(database),
      found: foundTraces(database),
      clearShelves: (at) => clearShelves(database, at),
      bindings: bindings(database),
      contexts: contextSets(database),
      stops: stopWatch(facts),
      due: dueRows(database),
      days: dayBook(database),
    },
    exclusive: exclusive(database),
    lastDrawers: lastDrawers(database, randomUUID()),
    budgets: sharedBudgets(database, usualBudget(config)),
  };
}

export type DeskOptions = Readonly<{
  workspace: string;
  house: House;
  onStep(news: StepNews): void;
  /** This process lost its place among the others and must end; what it was doing goes on elsewhere. */
  onLost(error: Error): void;
}>;

/** The desk with its engine running: chapters that were cut short go on from here. Errors as `openEngine`. */
export async function openDeskOn(
  { database, records, budgets }: Store,
  { workspace, house, onStep, onLost }: DeskOptions,
): Promise<Desk> {
  if (budgets) house.moveBudgets(budgets);
  const made = chapters.map((make) => make(house, records));
  return openDesk(workspace, house, records, await openEngine({ pool: database.pool, chapters: made, onStep, onLost }));
}

/** For the terminals beside this process: nobody but the holder reaches an embedded store. On PostgreSQL they need no door. */
export async function openDoorOn({ database, records }: Store, config: Config, desk: Desk): Promise<Door | undefined> {
  if (database.kind !== 'embedded') return undefined;
  const { REFINERY_DATA, REFINERY_WORKSPACE } = config;
  const { read, list, verify } = records.facts;
  const door = await openDoor(REFINERY_DATA, REFINERY_WORKSPACE, { ...desk, read, list, verify });
  signHolder(REFINERY_DATA, { ...holderOf(REFINERY_DATA), door: door.path });
  return door;
}
