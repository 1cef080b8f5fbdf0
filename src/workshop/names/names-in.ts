import type { NamesIn } from '../../ports.ts';
import { namesInPython } from './names-in-python.ts';
import { namesInScript } from './names-in-script.ts';

const NONE: NamesIn = { imports: [], strings: [] };
const MOST_NAMES = 2_000;
/** Longer strings are no paths. */
const MOST_CHARS = 300;

/** What a program names of other files; nothing for a text that is no program. It need not parse. */
export async function namesIn(path: string, text: string): Promise<NamesIn> {
  const { imports, strings } = await found(path, text);
  const paths = strings.filter((each) => each.length <= MOST_CHARS && /\.\w+$/.test(each));
  return { imports: [...new Set(imports)].slice(0, MOST_NAMES), strings: [...new Set(paths)].slice(0, MOST_NAMES) };
}

async function found(path: string, text: string): Promise<NamesIn> {
  if (/\.[cm]?[jt]sx?$/i.test(path)) return namesInScript(path, text);
  return /\.pyi?$/i.test(path) ? namesInPython(text) : NONE;
}
