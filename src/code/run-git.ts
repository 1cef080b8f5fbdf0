import type { GitPluginError, SimpleGitOptions } from 'simple-git';
import { RefineryError } from '../domain/errors.ts';
import { inSpan } from '../tracing.ts';
import { takeTurns } from './take-turns.ts';

/**
 * The only place where git is run: one process a call, by simple-git, with
 * argument vectors that are fixed in this folder. What comes from outside (a
 * path, a message, bytes) goes in by standard input; what stands among the
 * arguments was checked to be an object name or a `refs/heads/refinery/` name.
 *
 * Nothing that the user, the system or the repository configures is run, and
 * nothing is reached but the `remote` that a call names.
 */
export type Git = (args: readonly string[], call?: GitCall) => Promise<GitAnswer>;

/** `mostBytes` bounds the output; git is stopped when it gives more. */
export type GitCall = Readonly<{
  input?: string | Uint8Array;
  env?: Readonly<Record<string, string>>;
  mostBytes?: number;
  remote?: Remote;
}>;

/**
 * The one address that a call may reach, which also stands among its arguments.
 *
 * @property url `https:`, `http:` or `file:`
 * @property authorization the header of that name; it is seen in no command line and kept in no file
 * @property patienceMs for this call, in the place of that for local work
 */
export type Remote = Readonly<{ url: string; authorization: string | undefined; patienceMs: number }>;

/** `code` is the exit code, -1 when git was stopped because it gave too much. */
export type GitAnswer = Readonly<{ code: number; out: Buffer; complaint: string }>;

export type GitSettings = Readonly<{
  /** Folders to find `git` in, as in `PATH`. */
  searchPath: string;
  /** For one process. */
  patienceMs: number;
}>;

const MOST_BYTES = 256 * 1024 * 1024;
const SHORTLY_MS = 2_000;
/** More processes at once make none of them faster. */
const inTurn = takeTurns(4);
/** Those that wait for the network hold up no others. */
const inTurnFar = takeTurns(4);
/** A transfer that stays slower than 1 KB a second for this long is given up. https://git-scm.com/docs/git-config#Documentation/git-config.txt-httplowSpeedLimit */
const SLOW_SECONDS = '60';

/** These stand above whatever a repository configures. Each line takes away something that would run, reach out, or change bytes. */
const CONFIG = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'core.sparseCheckout=false',
  'core.precomposeUnicode=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'core.quotePath=false',
  'core.fsync=committed,reference',
  'i18n.commitEncoding=UTF-8',
  'gc.auto=0',
  'advice.graftFileDeprecated=false',
  'protocol.allow=never',
  // Whoever named the repository answers for it, and nothing that it configures is run here.
  'safe.directory=*',
];

const ENVIRONMENT = {
  LC_ALL: 'C',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_LITERAL_PATHSPECS: '1',
  // Replacements and grafts would show another history than the one that is stored.
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_GRAFT_FILE: '/dev/null',
  // A partial clone fetches what it lacks, by a command of its own choosing; `protocol.<name>.allow` overrides `protocol.allow`.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
};

/** simple-git guards these against its callers' input; here they are constants, and make git safer. */
const ALLOWED: Partial<SimpleGitOptions> = {
  allowEnvironment: [
    ...Object.keys(ENVIRONMENT),
    'GIT_CEILING_DIRECTORIES',
    'GIT_INDEX_FILE',
    'GIT_CONFIG_COUNT',
    ...[0, 1, 2, 3].flatMap((index) => [`GIT_CONFIG_KEY_${index}`, `GIT_CONFIG_VALUE_${index}`]),
    ...['AUTHOR', 'COMMITTER'].flatMap((who) => ['NAME', 'EMAIL', 'DATE'].map((what) => `GIT_${who}_${what}`)),
  ],
  unsafe: {
    allowUnsafeHooksPath: true,
    allowUnsafeFsMonitor: true,
    allowUnsafeProtocolOverride: true,
    allowUnsafeConfigPaths: true,
    allowUnsafeConfigEnvCount: true,
  },
};

/** @param parent the folder above `folder`, where the search for a repository ends. Calls throw repo-unavailable when git is not there or too slow. */
export function gitIn(folder: string, parent: string, { searchPath, patienceMs }: GitSettings): Git {
  const inSpanOf = (args: readonly string[], work: () => Promise<GitAnswer>) => {
    // The word alone: what follows may name files of people.
    const [word = ''] = args;
    return inSpan(`git ${word}`, { facts: { 'refinery.operation': word } }, work);
  };
  return (args, { input, env, mostBytes = MOST_BYTES, remote } = {}) =>
    inSpanOf(args, () =>
      (remote ? inTurnFar : inTurn)(async () => {
        const mostMs = remote?.patienceMs ?? patienceMs;
        const { simpleGit } = await import('simple-git');
        const enough = new AbortController();
        let answer: GitAnswer | undefined;
        const git = simpleGit({
          ...ALLOWED,
          baseDir: folder,
          config: CONFIG,
          abort: enough.signal,
          timeout: { block: mostMs, stdOut: false, stdErr: false },
          // The default also ends 50 ms after exit, and takes cut output for whole.
          completion: { onClose: true, onExit: false },
          input: () => (typeof input === 'object' ? Buffer.from(input) : input),
          // simple-git takes a death by signal, and a failure without a word, for success: so the answer is taken here.
          errors: (error, { exitCode, stdOut, stdErr }) => {
            const complaint = Buffer.concat(stdErr).toString();
            answer = { code: exitCode ?? -1, out: Buffer.concat(stdOut), complaint };
            return error && isPluginError(error) ? error : undefined;
          },
        })
          .env({
            ...ENVIRONMENT,
            PATH: searchPath,
            GIT_CEILING_DIRECTORIES: parent,
            ...(remote && reaching(remote)),
            ...env,
          })
          .outputHandler((_command, stdout) => {
            let bytes = 0;
            stdout.on('data', (chunk: Buffer) => {
              bytes += chunk.length;
              if (bytes > mostBytes) enough.abort();
            });
          });

        await withinTime(mostMs + SHORTLY_MS, git.raw([...args])).catch((cause) => {
          if (!enough.signal.aborted)
            throw new RefineryError('repo-unavailable', `git ${args[0]}: ${cause}`, { cause });
        });
        if (enough.signal.aborted) return { code: -1, out: Buffer.of(), complaint: `more than ${mostBytes} bytes` };
        if (!answer) throw new RefineryError('repo-unavailable', `git ${args[0]} gave no answer`);
        return answer;
      }),
    );
}

/** Where a server redirects to gets no header of ours: it would be sent along. */
function reaching({ url, authorization }: Remote): Readonly<Record<string, string>> {
  const config = [
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', SLOW_SECONDS],
    ...(authorization === undefined ? [] : [[`http.${url}.extraHeader`, `Authorization: ${authorization}`]]),
  ];
  return {
    GIT_ALLOW_PROTOCOL: new URL(url).protocol.slice(0, -1),
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}

function isPluginError(error: Buffer | Error): error is GitPluginError {
  return error instanceof Error && 'plugin' in error;
}

/** A process that does not even end when it is told to must not hold a case. */
async function withinTime<Result>(patienceMs: number, work: PromiseLike<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
