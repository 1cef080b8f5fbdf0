import type { InspectedFile } from '../ports.ts';
import { addedLines } from './added-lines.ts';
import type { Doubt, Guard } from './guard.ts';

type Danger = Readonly<{ pattern: RegExp; severity: Doubt['severity']; what: string }>;

/** Every pattern is bounded and looks at one line. */
const IN_LINES: readonly Danger[] = [
  {
    // gray-matter evaluates it: https://github.com/jonschlinkert/gray-matter#optionsengines
    pattern: /^(?:---|\+\+\+|;;;)\s{0,4}(?:js|javascript|json5|coffee(?:script)?|cson|ts)\b/i,
    severity: 'block',
    what: 'begins with a head that is run as code when the file is read',
  },
  {
    pattern:
      /(?:^|[\s[{,:-])!(?:<tag:yaml\.org,2002:|!)?(?:python|js|javascript|ruby|java|perl|php|csharp|!?[\w.]+\.[A-Z]\w*)[/:]\S/i,
    severity: 'block',
    what: 'holds a YAML tag that makes an object, or calls a function, when the file is read',
  },
  {
    // https://portswigger.net/research/server-side-template-injection
    pattern:
      /\{[{%][^\n]{0,400}(?:__(?:class|globals|builtins|subclasses|import|init|mro|base|getattribute)__|\bconstructor\b[^\n]{0,40}\bconstructor\b)/,
    severity: 'block',
    what: 'reaches from a placeholder into the program that fills it in',
  },
  {
    pattern:
      /\b(?:curl|wget|fetch|iwr|irm|invoke-(?:webrequest|restmethod))\b[^\n]{0,400}?\|\s{0,8}(?:sudo\s{1,4}(?:-\w{1,4}\s{1,4})?)?(?:\/\S{0,40}\/)?(?:(?:ba|z|da|k|fi)?sh|python[\d.]{0,4}|node|perl|ruby|iex|invoke-expression|pwsh|powershell)\b/i,
    severity: 'needs-approval',
    what: 'fetches something from the net and runs it',
  },
  {
    pattern:
      /(?:\b(?:ba|z|da|k)?sh\b|\bsource\b|\beval\b|\.)[^\n]{0,80}?(?:<\(|\$\(|`)\s{0,8}(?:curl|wget)\b|\b(?:ba|z)?sh\s{1,8}-c\s{1,8}["'][^\n]{0,40}\b(?:curl|wget)\b/i,
    severity: 'needs-approval',
    what: 'fetches something from the net and runs it',
  },
  {
    pattern: /<script\b|\bjavascript:\S|\bdata:text\/html/i,
    severity: 'needs-approval',
    what: 'holds a script for a browser',
  },
];

/** Only in files of code: a prompt may speak of them. */
const IN_CODE: Danger = {
  pattern:
    /\b(?:eval|exec|execSync|execfile|compile|Function|__import__)\s{0,4}\(|\bchild_process\b|\bos\.(?:system|popen|exec\w{0,4})\b|\bsubprocess\b|\b(?:pickle|marshal|dill|shelve)\.loads?\b|\byaml\.(?:unsafe_load|load)\s{0,4}\(|\bvm\.run\w{0,20}\s{0,4}\(/,
  severity: 'needs-approval',
  what: 'holds code that runs other code or programs',
};

/** What would be run by merely reading a file, installing or building needs more than a look at the words. */
export const executableContent: Guard = {
  name: 'executable-content',
  look: ({ files }) => files.flatMap((file) => [...inLines(file), ...atInstall(file)]),
};

function inLines(file: InspectedFile): readonly Doubt[] {
  const { path, after } = file;
  const added = addedLines(file);
  const isCode = after?.syntax.language === 'typescript' || after?.syntax.language === 'python';
  const dangers = isCode ? [...IN_LINES, IN_CODE] : IN_LINES;
  const found = dangers.filter(({ pattern }) => added.some((line) => pattern.test(line)));
  const once = [...new Map(found.map((danger) => [danger.what, danger])).values()];
  return once.map(({ severity, what }) => ({ severity, path, says: `${path} ${what}. It did not before.` }));
}

function atInstall({ path, before, after }: InspectedFile): readonly Doubt[] {
  const known = new Map(before?.outline?.installCommands.map(({ name, runs }) => [name, runs]));
  const added = after?.outline?.installCommands.filter(({ name, runs }) => known.get(name) !== runs) ?? [];
  return added.map(({ name, runs }) => ({
    severity: 'needs-approval',
    path,
    says: `${path} would have “${runs.slice(0, 100).toWellFormed()}” run on every machine that installs it (${name}).`,
  }));
}
