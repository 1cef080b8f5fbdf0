import type { InspectedFile } from '../ports.ts';
import { addedLines } from './added-lines.ts';
import type { Doubt, Guard } from './guard.ts';

type Danger = Readonly<{ pattern: RegExp; severity: Doubt['severity']; what: string }>;

/** Every pattern is bounded, and looks at one line, or at what is written over several and read as one (`readAsOne`). */
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
    // `%TAG !p! tag:yaml.org,2002:python/` gives every such tag another name. https://yaml.org/spec/1.2.2/#682-tag-directives
    pattern: /^%TAG\s/,
    severity: 'block',
    what: 'gives YAML tags other names, behind which those that make objects can hide',
  },
  {
    // https://portswigger.net/research/server-side-template-injection
    pattern:
      /\{[{%][^\n]{0,400}(?:__(?:class|globals|builtins|subclasses|import|init|mro|base|getattribute)__|\|\s{0,4}attr\s{0,4}\(|\bconstructor\b[^\n]{0,40}\bconstructor\b)/,
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

/** Files of code that nobody here parses. */
const IS_RUN = /\.(?:ipynb|(?:ba|z|k|fi)?sh|ps1|bat|cmd|rb|pl|php|lua|r|jl)$/i;

/** Only in files of code: a prompt may speak of them. */
const IN_CODE: Danger = {
  pattern:
    /\b(?:eval|exec|execSync|execfile|compile|Function|__import__)\s{0,4}\(|\bchild_process\b|\bos\.(?:system|popen|exec\w{0,4}|(?:posix_)?spawn\w{0,4}|startfile)\b|\bfrom\s{1,4}(?:os|posix|pty|builtins|importlib|runpy|ctypes)\b|\bgetattr\s{0,4}\(\s{0,4}(?:os|builtins|__builtins__)\b|\bimportlib\.|\brunpy\.|\bctypes\.|\bpty\.spawn\b|subprocess|\bprocess\.(?:binding|dlopen|getBuiltinModule)\b|\b(?:pickle|marshal|dill|shelve)\.loads?\b|\byaml\.(?:unsafe_load|load)\s{0,4}\(|\bvm\.run\w{0,20}\s{0,4}\(/,
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
  const added = readAsOne(addedLines(file));
  const isCode = /^(?:typescript|python)$/.test(after?.syntax.language ?? '') || IS_RUN.test(path);
  const dangers = isCode ? [...IN_LINES, IN_CODE] : IN_LINES;
  const found = dangers.filter(({ pattern }) => added.some((line) => pattern.test(line)));
  const once = [...new Map(found.map((danger) => [danger.what, danger])).values()];
  return once.map(({ severity, what }) => ({ severity, path, says: `${path} ${what}. It did not before.` }));
}

/**
 * The lines themselves, and those that are read as one: a line that goes on with a backslash or a pipe, and what stands
 * between the braces of a placeholder. A sign of a YAML tag may be written as `%70`.
 */
function readAsOne(lines: readonly string[]): readonly string[] {
  const text = lines.join('\n');
  const gone = text.replace(/\\\n/g, ' ').replace(/\|[ \t]{0,8}\n|\n[ \t]{0,8}\|/g, '|');
  const filled = text.match(/\{[{%][^{}]{0,800}[%}]\}/g) ?? [];
  const tags = lines.filter((line) => /![^\s]{0,80}%[0-9a-f]{2}/i.test(line));
  return [
    ...lines,
    ...(gone === text ? [] : gone.split('\n')),
    ...filled.filter((each) => each.includes('\n')).map((each) => each.replaceAll('\n', ' ')),
    ...tags.map((line) =>
      line.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    ),
  ];
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
