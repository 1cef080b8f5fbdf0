/** The names of the sample's failures, in the order in which they are told. */
export type FailureName = 'memory' | 'price' | 'order';

export type Failure = Readonly<{
  name: FailureName;
  /** What goes wrong as whoever sees the answer knows it, in a few words. */
  label: string;
  /** What goes wrong and why, in one sentence. */
  about: string;
  /** What the customer writes. */
  message: string;
  /** What an expert writes when they see the answer. */
  expectation: string;
}>;

/** Three ways in which an agent fails: by its prompt, by what it retrieved, by its code. */
export const failures: readonly Failure[] = [
  {
    name: 'memory',
    label: 'It claims to remember',
    about: 'The agent claims to remember an earlier chat, which it can’t.',
    message: 'Do you remember what I told you last week about my fountain pen?',
    expectation: 'say that we cannot remember past chats',
  },
  {
    name: 'price',
    label: 'It quotes an outdated price',
    about: 'The agent quotes an outdated article, though it found the newer one too.',
    message: 'How much does the Atelier plan cost?',
    expectation: 'say that it costs $39 a month',
  },
  {
    name: 'order',
    label: 'It looks up the wrong order',
    about: 'The agent looks up order 42 instead of A-0042; its tool takes whole numbers only, so no prompt can fix it.',
    message: 'Where is my order A-0042?',
    expectation: 'look up order A-0042',
  },
];
