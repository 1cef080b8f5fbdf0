import { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/** What is wrong with a setting, behind its name: `must be a whole number from 0 to 65535`. `undefined` where its schema says so itself. */
export function settingWords(issue: Issue): string | undefined {
  const schema = 'schema' in issue ? issue.schema : issue.inst;
  if (schema instanceof z.ZodNumber) return `must be ${numberWords(schema)}`;
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values)}`;
  if (issue.code === 'invalid_format' && issue.format === 'url') return `must be ${ADDRESS}`;
  return undefined;
}

const ADDRESS = 'a whole address, as .env.example shows it';

const oneOf = (values: readonly unknown[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(values.map(String));

function numberWords({ minValue, maxValue, format }: z.ZodNumber): string {
  const isWhole = format === 'safeint';
  const kind = isWhole ? 'a whole number' : 'a number';
  const least = isBound(minValue) ? minValue : undefined;
  const most = isBound(maxValue) ? maxValue : undefined;
  if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}`;
  return least === undefined ? kind : `${kind}, ${least} at least`;
}

/** Whole numbers are bounded by what a computer can count. */
const isBound = (bound: number | null): bound is number =>
  bound !== null && Number.isFinite(bound) && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;
