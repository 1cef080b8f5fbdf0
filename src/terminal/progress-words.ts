/** What a step of a chapter is, for whoever waits for it. */
const WORDS: Readonly<Record<string, string>> = {
  'read the trace': 'Reading the trace',
  'read part': 'Reading the trace in parts,',
  diagnose: 'Finding out what went wrong',
  'propose fixes': 'Thinking of fixes',
  'plan the replays': 'Preparing the replays',
  reproduce: 'Seeing whether it goes wrong again,',
  'look for other conversations': 'Looking for other conversations to try the fixes on',
  others: 'Replaying other conversations,',
  'others again': 'Looking again at what got worse,',
  'try the eval set': 'Trying the fixes on the eval set',
  'weigh the replays': 'Comparing the answers',
  'see what holds': 'Seeing which fix holds',
  'judge the approval': 'Checking the approval',
  commit: 'Committing',
  'roll back': 'Taking the commit back',
  answer: 'Answering',
  'note the failure': 'Writing down what went wrong',
  'tell of the checks': 'Looking at the checks of the commit',
  'tell of the pull request': 'Looking at the pull request',
  'ask to take it back': 'Taking back what its checks refuse',
  'end the watch': 'Ending the watch over the commit',
};

/** `try h1 2/5` is `Trying fix h1, 2/5`, `others h1 3/20` the same on other conversations; a step that is not known is called by its name. */
export function progressWords(step: string): string {
  const [, name = step, count = ''] = /^(.+?)( \d+\/\d+)?$/.exec(step) ?? [];
  const [, where, tried] = /^(try|others) (h\S+)$/.exec(name) ?? [];
  if (tried === undefined) return `${WORDS[name] ?? name}${count}`;
  return `Trying fix ${tried}${where === 'others' ? ' on other conversations' : ''},${count}`;
}
