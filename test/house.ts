import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** Ground first. A file may import from its own folder and from lower floors, never sideways or up. */
const FLOORS: readonly (readonly string[])[] = [
  ['domain'],
  ['ports'],
  ['refine'],
  ['questions', 'signals', 'guards', 'assertions', 'templates', 'formats'],
  ['processes', 'tracing'],
  ['flow', 'sources', 'models', 'code', 'store', 'engine', 'library', 'pictures', 'workshop'],
  ['door'],
  ['slack', 'terminal'],
  ['wiring-of-models', 'wiring-of-questions', 'wiring-of-slack', 'wiring-of-terminal'],
  ['config', 'log', 'metrics'],
  ['wiring-of-code', 'wiring-of-reading'],
  ['wiring'],
  ['examine', 'reach-cases'],
  ['listen'],
  ['serve', 'run-in-terminal'],
  ['main', 'cli', 'worker'],
];

/** Rooms whose every file is a plug-in, but for the contract, and the files beside the plug-ins that help them. */
const PLUG_INS: Readonly<Record<string, readonly string[]>> = {
  questions: ['question.ts', 'stage-answers.ts'],
  signals: ['signal.ts'],
  guards: ['guard.ts'],
  assertions: ['assertion.ts'],
  templates: ['template.ts'],
  formats: ['format.ts'],
  sources: [],
  models: ['provider.ts'],
  'terminal/verbs': [],
};

/** Listed apart: the threads that read start with these alone. */
const READS_TRACES: ReadonlySet<string> = new Set(['formats', 'signals', 'sources', 'templates']);

const PURE = /^src\/(domain|refine|questions|signals|guards|assertions|templates|formats)\/|^src\/ports\.ts$/;

/** What stands in a house, and what is wrong with it. `root` holds `src` and `prompts`. */
export function inspectHouse(root: string): Readonly<Record<string, readonly string[]>> {
  const files = globSync('src/**/*.ts', { cwd: root }).map(normalize).sort();
  const data = globSync('src/**/*.json', { cwd: root }).map(normalize);
  const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const code = new Map(files.map((file) => [file, withoutComments(text.get(file) ?? '')]));
  const importsOf = (file: string) => importsIn(code.get(file) ?? '', file);
  const matching = (pattern: RegExp, among: readonly string[]) =>
    among.filter((file) => pattern.test(code.get(file) ?? ''));
  const pure = files.filter((file) => PURE.test(file));

  return {
    'imports point down': files.flatMap((file) =>
      importsOf(file)
        .filter((target) => room(target) !== room(file) && floor(target) >= floor(file))
        .map((target) => `${file} -> ${target}`),
    ),
    'every room has a floor': files.filter((file) => floor(file) < 0),
    'no circles': circles(files, importsOf),
    'nothing imports what is not there': files.flatMap((file) =>
      importsOf(file).flatMap((target) =>
        files.includes(target) || data.includes(target) || !target.startsWith('src/') ? [] : [`${file} -> ${target}`],
      ),
    ),
    'src does not know the playground, but for main': files.filter(
      (file) => file !== 'src/main.ts' && importsOf(file).some((target) => target.startsWith('playground/')),
    ),
    'plug-ins are plugged in': forgotten(root, importsOf),
    'what can be pressed is listened to': unheard(code),
    'no waiting in pure rooms': matching(
      /\bawait\b|\bPromise\b/,
      pure.filter((file) => file !== 'src/ports.ts'),
    ),
    'no clock and no chance in pure rooms': matching(
      /Date\.now|new Date\(\)|Math\.random|randomUUID|randomBytes|performance\./,
      pure,
    ),
    'no I/O in pure rooms': matching(
      /from 'node:(?!crypto|url|buffer)|import 'node:|\bawait fetch\(|\bprocess\./,
      pure,
    ),
    'the environment is read by entries alone': matching(
      /process\.env/,
      files.filter((file) => !/^src\/(main|cli)\.ts$/.test(file)),
    ),
    'domain imports zod only': files.filter(
      (file) => file.startsWith('src/domain/') && packagesIn(code.get(file) ?? '').some((name) => name !== 'zod'),
    ),
    'no default exports': matching(/export default/, files),
    'no barrels': matching(/export \* from|export \{[^}]*\} from/, files),
    'no `utils`': files.filter((file) => /(^|\/)(utils?|helpers?|types|common|misc)(\/|\.ts$)/.test(file)),
    'each question has its prompts': unprompted(root),
  };
}

const room = (file: string): string => basename(file.split('/')[1] ?? '', '.ts');
const floor = (file: string): number =>
  file.startsWith('src/') ? FLOORS.findIndex((rooms) => rooms.includes(room(file))) : -1;

/** Static and dynamic imports, and workers, as paths from the root. */
function importsIn(code: string, file: string): readonly string[] {
  const paths = [
    ...code.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'|new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g),
  ];
  return paths.map(([, path, worker]) => normalize(join(dirname(file), path ?? worker ?? '')));
}

function packagesIn(code: string): readonly string[] {
  return [...code.matchAll(/(?:from|import)\s*\(?\s*'([^.'][^']*)'/g)].map(([, name]) => name ?? '');
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function circles(files: readonly string[], importsOf: (file: string) => readonly string[]): readonly string[] {
  const clear = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' -> ')];
    if (clear.has(file)) return [];
    const found = importsOf(file).flatMap((next) => walk(next, [...path, file]));
    if (found.length === 0) clear.add(file);
    return found;
  };
  return [...new Set(files.flatMap((file) => walk(file, [])))];
}

/** A button that is drawn and not in the wiring's list does nothing when it is pressed. */
function unheard(code: ReadonlyMap<string, string>): readonly string[] {
  const wiring = code.get('src/wiring-of-slack.ts') ?? '';
  const list = wiring.slice(wiring.indexOf('export const controls'));
  return [...code].flatMap(([file, text]) =>
    [...text.matchAll(/export const (\w+) = (?:define(?:Button|Modal|Form|Way)|againButton)\(/g)].flatMap(
      ([, name = '']) =>
        new RegExp(`\\b${name}\\b`).test(list)
          ? []
          : [`${name} of ${file} is not among the controls in src/wiring-of-slack.ts`],
    ),
  );
}

/** A plug-in that neither the wiring nor another file of its room imports does nothing. */
function forgotten(root: string, importsOf: (file: string) => readonly string[]): readonly string[] {
  const plugged = ['', '-of-reading', '-of-models', '-of-questions', '-of-terminal'].flatMap((part) =>
    importsOf(`src/wiring${part}.ts`),
  );
  return Object.entries(PLUG_INS).flatMap(([folder, contracts]) => {
    const list = listOf(folder);
    const files = globSync(`src/${folder}/*.ts`, { cwd: root }).map(normalize);
    const helping = files.flatMap(importsOf);
    return files
      .filter((file) => !contracts.includes(basename(file)) && !plugged.includes(file) && !helping.includes(file))
      .map((file) => `${file} has no line in ${list}`);
  });
}

function listOf(folder: string): string {
  if (folder === 'models' || folder === 'questions') return `src/wiring-of-${folder}.ts`;
  if (folder === 'terminal/verbs') return 'src/wiring-of-terminal.ts';
  return READS_TRACES.has(folder) ? 'src/wiring-of-reading.ts' : 'src/wiring.ts';
}

/** What stands before all questions about a trace is put with them. */
const BEFORE_ALL = 'analyst';

function unprompted(root: string): readonly string[] {
  const asked = globSync('src/questions/*.ts', { cwd: root }).flatMap((file) => {
    const name = /name: '([a-z-]+)',\n\s*answer:/.exec(readFileSync(join(root, file), 'utf8'))?.[1];
    return name ? [name] : [];
  });
  const prompted = globSync('prompts/*/v1.md', { cwd: root }).map((file) => basename(dirname(file)));
  return [
    ...asked.filter((name) => !prompted.includes(name)).map((name) => `${name} has no prompts/${name}/v1.md`),
    ...prompted
      .filter((name) => name !== BEFORE_ALL && !asked.includes(name))
      .map((name) => `prompts/${name} belongs to no question`),
  ];
}
