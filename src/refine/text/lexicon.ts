/** English but for negations: other words of another language all count as content, which makes rules less sharp but never wrong. */
const split = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words that say nothing of a subject; among them those an expert uses to speak about the answer itself. */
export const STOP_WORDS = split(`
  a about above after again against all also although always am an and any anyone anything are as at be because been
  before being below between both but by can cannot could did do does doing done down during each either else ever every
  everything few for from further get gets give gives given go goes got had has have having he her here hers him his how
  however i if in into is it its itself just kind let like made make makes making may maybe me might more most much must
  my need needs neither never no nobody none nor not nothing now of off often on once one only onto or other our out over
  own per perhaps please rather really same shall she should since so some someone something still such than that the
  their them then there these they thing things this those though through thus to too toward under until up upon us use
  used uses using very via was we well were what whatever when where whether which while who whom whose why will with
  within without would yes yet you your yours
  agent answer answered answering answers ai assistant bot chatbot correct expect expected instead mention mentioned
  model replied replies reply respond responded response responses said say saying says tell telling tells told
`);

/** "don't" is read as "dont" or by its "n't". Then German, French and Spanish, but for words that are English too ("sin"). */
export const NEGATIONS = split(`
  not no never none nothing nobody neither nor cannot cant dont doesnt didnt wont wouldnt shouldnt couldnt isnt arent
  wasnt werent hasnt havent without avoid avoids refuse refuses refrain unable lack lacks forbidden prohibited
  unavailable
  nicht nichts nie niemals niemand kein keine keinen keinem keiner keines weder ohne
  pas jamais rien aucun aucune nunca jamás nada tampoco
`);

/** Each line is one notion: whoever speaks of one of its words speaks of the others. */
export const RELATIVES: readonly string[] = [
  'remember recall memory memorize recollect',
  'chat conversation dialog dialogue discussion',
  'past previous earlier prior former',
  'price cost fee charge pricing',
  'refund reimburse reimbursement',
  'buy purchase',
  'customer client user',
  'delete remove erase',
  'delivery shipping shipment deliver ship',
  'begin start',
  'end finish',
  'find locate search',
  'wrong incorrect false',
  'current latest newest recent',
  'outdated old stale obsolete',
];

/** Counted from zero. */
export const NUMBER_WORDS: readonly string[] =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen'.split(' ');
