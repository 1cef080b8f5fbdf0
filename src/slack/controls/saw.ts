import { z } from 'zod';
import { CaseId } from '../../domain/case.ts';
import { exchangesText, nothingSeenWords } from '../../refine/case/exchange-words.ts';
import { defineButton } from './control.ts';
import { fileForOne, whisper } from './reply.ts';

/** Far more than anybody reads; a whole trace of a usual size, and what was made of it, is in it. */
const LONGEST_CHARS = 4_000_000;

/**
 * Show what the model saw: requests and answers, word for word. Whoever may see the case may see them, and they are for
 * whoever asks alone: hundreds of pages help one who doubts, and bury a thread for all others.
 */
export const sawButton = defineButton({
  id: 'saw',
  label: 'Show what the model saw',
  right: 'see',
  carries: z.object({ id: CaseId }),

  async press({ carried: { id }, desk, history }) {
    const exchanges = await desk.exchanges(id);
    if (exchanges.length === 0) return whisper(nothingSeenWords(history));
    const content = exchangesText(history, exchanges, LONGEST_CHARS);
    return fileForOne({ name: `${id}-what-the-model-saw.md`, title: `${id}: what the model saw`, content });
  },
});
