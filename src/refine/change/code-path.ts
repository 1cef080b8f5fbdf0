import { protectedBy } from './protected-path.ts';

/** What holds words or values, and runs nothing by itself. */
const WORDS_AND_VALUES =
  /\.(?:md|mdx|txt|rst|adoc|prompt|mustache|hbs|handlebars|j2|jinja2?|liquid|tmpl|tpl|json|jsonl|ndjson|json5|ya?ml|toml|csv|tsv|xml)$/i;

/** Whether a file is code, as far as its name tells: whatever does not hold words or values alone, or steers what runs. */
export const isCodePath = (path: string): boolean => !WORDS_AND_VALUES.test(path) || protectedBy(path) !== undefined;
