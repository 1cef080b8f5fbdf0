import { z } from 'zod';

/**
 * The world failed us. Outcomes we expect (a refusal, an invalid answer) are
 * returned as values instead and never thrown.
 *
 * Tell errors apart by `kind`, never by `instanceof`: an error stored by the
 * workflow engine comes back without its class.
 */
export type ErrorKind = keyof typeof KINDS;

const KINDS = {
  'config-invalid': { retry: false, tell: 'A setting is wrong. Correct it in .env; .env.example explains each one.' },
  'wrong-usage': { retry: false, tell: 'That is not how this command is written. Add --help to see how.' },
  'link-unknown': {
    retry: false,
    tell: 'That is no link to a LangSmith trace, none to one of Langfuse, and no file here. Copy the link from the address bar of the trace, or write a file as ./name.',
  },
  'link-foreign': {
    retry: false,
    tell: 'That link leads to a host I do not read from. For one that you host yourselves, set LANGSMITH_ENDPOINT or LANGFUSE_HOST.',
  },
  'link-too-wide': {
    retry: false,
    tell: 'That link leads to a whole project. Open one trace or conversation in it and copy the link from there.',
  },
  'trace-not-found': {
    retry: false,
    tell: 'That trace does not exist, or my key may not see it. Check the link, or give LANGSMITH_API_KEY (or Langfuse’s keys) access to its project.',
  },
  'dataset-not-found': {
    retry: false,
    tell: 'LangSmith has no dataset of that name, or my key may not see it. Check "dataset" in .refinery/context.json.',
  },
  'file-not-found': { retry: false, tell: 'There is no such file. Check its name, and the folder you are in.' },
  'trace-unreadable': {
    retry: false,
    tell: 'That file is no trace that I can read. Export the trace from LangSmith as JSON and try again.',
  },
  'trace-erased': {
    retry: false,
    tell: 'The trace of this case was erased. Open a new case with its link, if it is still there.',
  },
  'trace-too-large': {
    retry: false,
    tell: 'That trace is too large for me: reading it takes more time or memory than I may spend on one. Give me a smaller one that went wrong in the same way, for example a single turn of the conversation.',
  },
  'source-unavailable': {
    retry: true,
    tell: 'The service that keeps the trace is not answering properly. Nothing is lost; go on with the case when it is back.',
  },
  'source-denied': {
    retry: false,
    tell: 'The service that keeps the trace does not accept my key. Set LANGSMITH_API_KEY, or LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY, to one that may read this project.',
  },
  'model-unavailable': {
    retry: true,
    tell: 'The model is not answering properly. Nothing is lost; go on with the case when it is back.',
  },
  'model-unreachable': {
    retry: true,
    tell: 'The server of a model can’t be reached. Start it, or correct its address in .env; nothing is lost.',
  },
  'model-limited': {
    retry: true,
    tell: 'The provider of a model answers no more for now: too many requests, or what you may use there is used up. Look at your account there, or wait; nothing is lost.',
  },
  'model-unknown': {
    retry: false,
    tell: 'A provider of models does not know the model, or what answers at its address is something else. Correct the name or the address in .env; docs/models.md shows how each is written.',
  },
  'replays-unavailable': {
    retry: true,
    tell: 'The replays could not run, because the model for them does not answer. Nothing is lost; go on with the case when it is back, or set another REFINERY_REPLAY_MODEL.',
  },
  'model-denied': {
    retry: false,
    tell: 'A provider of models does not accept my key. Check the keys in .env; the command "doctor" tries each that is in use.',
  },
  'model-unsuited': {
    retry: false,
    tell: 'The model refused the request as it stands. Check REFINERY_MODEL, or choose one with a larger context.',
  },
  'answer-unusable': {
    retry: false,
    tell: 'The model answered twice in a form I cannot use. Try again, or choose another REFINERY_MODEL.',
  },
  'repo-not-found': {
    retry: false,
    tell: 'There is no git repository at that path or of that name, or I may not see it. Check --repo.',
  },
  'repo-denied': {
    retry: false,
    tell: 'The server of that repository does not let me do that. Check GITHUB_TOKEN, the GitHub App, or REFINERY_GIT_TOKENS, and what they may do in this repository: docs/github.md lists what I need, and "doctor" says what is missing.',
  },
  'repo-unusable': {
    retry: false,
    tell: 'I cannot work with that repository as it is. Make a first commit in it, or complete its history with git fetch.',
  },
  'repo-unavailable': { retry: true, tell: 'Git did not finish its work. Nothing was changed; try again.' },
  'base-not-found': {
    retry: false,
    tell: 'The branch that fixes are made for is not in the repository. Name one that is there with --branch.',
  },
  'given-missing': {
    retry: false,
    tell: 'A file that you named is not in the repository. Write its path from the top of the repository, and try again.',
  },
  'context-invalid': {
    retry: false,
    tell: 'The file .refinery/context.json in the repository is not as it should be. Make prompts, evals and configs lists of files that are there, with nothing else in it, commit it, and try again.',
  },
  'redaction-invalid': {
    retry: false,
    tell: 'The file .refinery/redaction.json in the repository is not as it should be, so nothing was read. docs/redaction.md shows how it is written; commit it, and try again.',
  },
  'sending-not-agreed': {
    retry: false,
    tell: 'This project wants somebody to see what would be sent before a model is asked. Look at it with the command "preview", then add --send.',
  },
  'day-spent': {
    retry: false,
    tell: 'What all cases may cost in a day is spent. Let this case go on all the same, or wait until the day ends, at 24:00 UTC.',
  },
  'commit-differs': {
    retry: false,
    tell: 'Git made something else of the change than what was shown, so nothing was committed. Please report this.',
  },
  'branch-in-use': {
    retry: false,
    tell: 'That branch is checked out right now, and I do not change what people work on. Switch to another branch there and try again.',
  },
  'store-busy': {
    retry: false,
    tell: 'Another Refinery uses this data folder. Stop it, set REFINERY_DATA to another folder, or use PostgreSQL (DATABASE_URL).',
  },
  'store-unavailable': {
    retry: true,
    tell: 'The database is not answering. Nothing is lost; try again. With DATABASE_URL, check it and that PostgreSQL 15 or newer is running.',
  },
  'store-damaged': {
    retry: false,
    tell: 'The record of this case was changed from outside. Run "audit verify" and restore the database from a backup.',
  },
  'data-folder-unusable': {
    retry: false,
    tell: 'I cannot use the data folder. Make it writable or set REFINERY_DATA to another one; if it was damaged, restore it from a backup.',
  },
  'slack-unavailable': {
    retry: true,
    tell: 'Slack is not answering properly. Nothing is lost; the thread is drawn when it is back.',
  },
  'slack-denied': {
    retry: false,
    tell: 'Slack does not let me do that. Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN, and that the app has the scopes of manifest.yml.',
  },
  'picture-unavailable': {
    retry: true,
    tell: 'The picture could not be drawn. All that it shows is told in words, too; try again for the picture.',
  },
  'disk-full': { retry: true, tell: 'The disk is full. Make room and go on with the case; nothing is lost.' },
  unexpected: {
    retry: false,
    tell: 'Something went wrong that I did not expect. Nothing is lost; try once more, and report it if it happens again.',
  },
  'case-not-found': { retry: false, tell: 'There is no such case here. The command "cases" lists them.' },
} as const;

/** The model that was asked, by `Model.name`, and where, without what may be secret in an address. */
export const AskedAt = z.object({ model: z.string(), address: z.string() }).readonly();
export type AskedAt = z.infer<typeof AskedAt>;

export class RefineryError extends Error {
  readonly kind: ErrorKind;
  readonly detail: string;
  /** Only where a model could not be asked. */
  readonly asked?: AskedAt;

  /** @param detail for the log and for engineers; never a secret. People in Slack read `tell(kind)` instead. */
  constructor(
    kind: ErrorKind,
    detail: string,
    { asked, ...options }: ErrorOptions & Readonly<{ asked?: AskedAt | undefined }> = {},
  ) {
    super(`${kind}: ${detail}`, options);
    this.name = 'RefineryError';
    this.kind = kind;
    this.detail = detail;
    if (asked) this.asked = asked;
  }
}

/** A model that does not answer now, and may later. */
export const isModelAway = (kind: ErrorKind | undefined): kind is ErrorKind =>
  kind === 'model-unavailable' || kind === 'model-unreachable' || kind === 'model-limited';

/** A model that answers the same however often it is asked. */
export const isModelRefusal = (kind: ErrorKind | undefined): kind is ErrorKind =>
  kind === 'model-denied' || kind === 'model-unsuited' || kind === 'model-unknown';

export const isRetryable = (kind: ErrorKind): boolean => KINDS[kind].retry;

/** The one sentence that people read; it names the next step. */
export const tell = (kind: ErrorKind): string => KINDS[kind].tell;

export const errorKinds = Object.keys(KINDS) as readonly ErrorKind[];

export const isErrorKind = (text: string): text is ErrorKind => Object.hasOwn(KINDS, text);

export function askedAt(error: unknown): AskedAt | undefined {
  return error instanceof Error && 'asked' in error ? AskedAt.safeParse(error.asked).data : undefined;
}

export function kindOf(error: unknown): ErrorKind | undefined {
  const kind = error instanceof Error && 'kind' in error ? error.kind : undefined;
  return typeof kind === 'string' && isErrorKind(kind) ? kind : undefined;
}
