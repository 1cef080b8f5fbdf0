/** Names of the chapters: part of every stored turn, so never reused for something else. */
export const DIAGNOSE = 'diagnose';
export const PUBLISH = 'publish';
export const ROLL_BACK = 'roll-back';
export const REPLY = 'reply';
export const WATCH = 'watch';
export const WATCH_REVERT = 'watch-revert';

/** Nobody asked for it, so nobody is told when it fails: it looks again. */
export const isWatch = (chapter: string): boolean => chapter === WATCH || chapter === WATCH_REVERT;
