/** Who and where is in the emulator by default: playground/slack/default-world.ts. */
export const ADA = 'U0000000ADA';
export const BEN = 'U0000000BEN';
export const GWEN = 'U000000GWEN';
export const CONNOR = 'U0000CONNOR';
export const SUPPORT = 'C00000AGENT';
export const RANDOM = 'C0000RANDOM';
export const PRIVATE = 'C00PRIVATE0';
export const ARCHIVED = 'C0ARCHIVED0';
export const ADAS_DM = 'D0000000ADA';
