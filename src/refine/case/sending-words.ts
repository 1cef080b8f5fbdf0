import type { Sending } from '../../domain/sending.ts';

/** One and many of what a label stands for. */
const KINDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  secret: ['key or password', 'keys and passwords'],
  email: ['e-mail address', 'e-mail addresses'],
  phone: ['telephone number', 'telephone numbers'],
  card: ['card number', 'card numbers'],
  iban: ['bank account number', 'bank account numbers'],
  word: ['word that this project hides', 'words that this project hides'],
  customer: ['customer', 'customers'],
  person: ['person', 'persons'],
  place: ['place', 'places'],
  order: ['order', 'orders'],
  account: ['account', 'accounts'],
  number: ['number', 'numbers'],
};
const OTHERS = ['private detail', 'private details'] as const;

/** `3 e-mail addresses, in 14 places`. */
export function replacedWords({ replaced }: Sending): readonly string[] {
  return replaced.map(({ kind, values, places }) => {
    const [one, many] = KINDS[kind] ?? OTHERS;
    return `${values.toLocaleString('en')} ${values === 1 ? one : many}, in ${places.toLocaleString('en')} ${places === 1 ? 'place' : 'places'}`;
  });
}

/** What goes besides the text that is shown. */
export const SENT_BESIDES =
  'Besides, models are given the expectation, what is said about this case, and the prompt files, redacted in the same way. When fixes are tried, the call that failed is sent whole, and so are calls of other conversations like it: redacted, or as it was to the provider that had it already, where whoever runs me allows that.';

export const NOTHING_REPLACED = 'Nothing was found in it that had to be replaced.';
