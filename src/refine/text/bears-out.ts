/** Whether quotes speak for an answer: at least half of them stand in the trace. So they do where there are none. */
export const bearsOut = (kept: number, dropped: number): boolean => kept >= dropped;
