/** How people begin to say what should have happened, before a colon or a dash; English, then as others say it. */
const WORDS = [
  'expected',
  'expectation',
  'expects?',
  'should(?: have)?',
  // German, French, Spanish and Portuguese, Italian, Dutch
  'erwartet(?:e antwort)?',
  'erwartung',
  'soll(?:te)?',
  'attendue?',
  'attente',
  'esperad[oa]',
  'se esperaba',
  'esperava-se',
  'attes[oa]',
  'previst[oa]',
  'verwacht(?:ing)?',
  // Polish, Czech, Swedish, Danish and Norwegian, Turkish, Russian, Ukrainian
  'oczekiwan[aeoy]',
  'očekáván[aoé]',
  'förvänta[dt]',
  'forventet',
  'beklenen',
  'ожида(?:лось|ется|емо)',
  'очіку(?:валось|ється)',
  // Japanese, Chinese, Korean
  '期待',
  '期望',
  '[预預]期',
  '예상',
  '기대',
].join('|');

/** `expected: …`, in the spellings that people use without thinking. */
export const EXPECTED = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${WORDS})\s*(?:[:：=]|\s[-–—]\s)\s*`, 'iu');

/** A sentence that is an expectation by itself: "it should have said no". Bounded between its words. */
const SHOULD_HAVE =
  /(?<![\p{L}\p{N}])(?:should(?:n['’]t| not)? have|should['’]ve|ought to have|aurait dû|auraient dû|debería haber|avrebbe dovuto|deveria ter|had moeten|hätte[^.!?\n]{0,200}?(?:sollen|müssen))(?![\p{L}\p{N}])/iu;
const CLAUSE_END = /[.!?,;:\n]/gu;

/** The sentence that says so, from where it begins, and what follows; `undefined` where none does. */
export function shouldHaveIn(text: string): string | undefined {
  const found = SHOULD_HAVE.exec(text);
  if (!found) return undefined;
  const before = [...text.slice(0, found.index).matchAll(CLAUSE_END)].at(-1);
  return text.slice(before ? before.index + 1 : 0).trim();
}
