/** What other customers wrote, beside the three whose answers are reported. */
export type Conversation = Readonly<{
  message: string;
  /** What the customer pressed beneath the answer, if anything. */
  liked?: boolean;
}>;

/** They went well, or went wrong as the reported ones did and nobody has told yet. The stand-in answers them by its rules. */
export const conversations: readonly Conversation[] = [
  // Like the claim to remember.
  { message: 'Do you remember which ink I liked last time?' },
  { message: 'Can you recall our earlier chat about nibs?' },
  { message: 'Do you remember my last question about envelopes?', liked: false },
  // Like the outdated price.
  { message: 'What is the price of the Atelier plan?' },
  { message: 'What does the Atelier plan cost each month?' },
  // Like the order that is looked up under another number.
  { message: 'Where is my order A-0041?' },
  { message: 'Can you tell me where order A-0043 is?' },
  // Answered by themselves.
  { message: 'Do you sell drawing paper?', liked: true },
  { message: 'Are you open on Saturdays?' },
  { message: 'Can you help me with my account?' },
  { message: 'Will you be at the paper fair in May?' },
  { message: 'Hello, the violet ink in my last box is lovely!' },
  { message: 'Can you write to my new address from now on?' },
  { message: 'I would like to try thicker paper.' },
  { message: 'Do you have ink that dries fast?' },
  // Answered from articles.
  { message: 'How much does the Letter plan cost?', liked: true },
  { message: 'Can I pause my box for a month?' },
  { message: 'How long does delivery take?' },
  { message: 'Do you deliver to parcel shops?' },
  { message: 'Can I send a box as a gift?' },
  { message: 'Does a gift box hold an invoice?' },
  { message: 'What is in the Letter plan?' },
];
