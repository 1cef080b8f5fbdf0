import { type ErrorKind, tell } from '../domain/errors.ts';

/**
 * The sentences for people in Slack. They have no terminal and no settings: what they can't mend themselves, they are
 * told whom to ask for. Kinds that are not here are told as everywhere.
 */
const IN_SLACK: Readonly<Partial<Record<ErrorKind, string>>> = {
  'config-invalid': 'One of my settings is wrong. Ask whoever runs me to look at my log.',
  'wrong-usage': 'I can’t use that. Say in a sentence or two what should have happened, and try again.',
  'link-unknown': 'That is no link to a LangSmith trace. Copy the link from the address bar of the trace.',
  'link-foreign':
    'That link leads to a host that I do not read from. Copy the link from the LangSmith that your agent records to, or ask whoever runs me to add that host.',
  'trace-not-found':
    'That trace does not exist, or I may not see it. Check the link, or ask whoever runs me to give my key access to its project.',
  'file-not-found': 'The file of this trace is gone. Open a new case with the link of a trace.',
  'trace-unreadable':
    'I can’t read that trace. Open it in LangSmith and see whether it is whole, or report another one.',
  'source-unavailable': 'LangSmith is not answering properly. Nothing is lost; press “Try again” when it is back.',
  'source-denied': 'LangSmith does not accept my key. Ask whoever runs me to look at it, then press “Try again”.',
  'model-unavailable': 'The model is not answering properly. Nothing is lost; press “Try again” when it is back.',
  'model-unreachable':
    'The server of the model can’t be reached. Ask whoever runs me to look at it; nothing is lost, press “Try again” when it is back.',
  'model-limited':
    'The provider of the model answers no more for now: too many requests, or what I may use there is used up. Press “Try again” later, or ask whoever runs me to look at it.',
  'model-unknown':
    'The provider of the model does not know that model. Ask whoever runs me to correct its name, then press “Try again”.',
  'replays-unavailable':
    'The replays could not run, because the model for them does not answer. Nothing is lost; press “Try again” when it is back, or ask whoever runs me to set another one.',
  'model-denied':
    'The model’s provider does not accept my key. Ask whoever runs me to look at it, then press “Try again”.',
  'model-unsuited': 'The model refused the request as it stands. Ask whoever runs me to choose another one.',
  'answer-unusable':
    'The model answered twice in a form I cannot use. Try again, or ask whoever runs me to choose another one.',
  'repo-not-found':
    'The repository that this channel is bound to is not there any more. Ask whoever runs me, or choose another with /refinery setup.',
  'repo-denied':
    'GitHub does not let me do that in this repository. Ask whoever runs me to look at my token there, then press “Try again”.',
  'repo-unusable': 'I can’t work with that repository as it is. Ask whoever runs me to look at it.',
  'repo-unavailable': 'Git did not finish its work. Nothing was changed; try again.',
  'base-not-found':
    'The branch that this channel’s fixes are made for is not in the repository any more. Choose another one with /refinery setup.',
  'context-invalid':
    'The repository says in .refinery/context.json which files I may read, and I can’t make that out. Ask an engineer to mend that file, then try again.',
  'sending-not-agreed':
    'This project wants somebody to see what would be sent before a model is asked. Press “Send it” in the thread of the case.',
  'store-busy': 'My database is in use by another me. Tell whoever runs me.',
  'store-unavailable':
    'My database is not answering. What was kept is safe; try again in a minute, and tell whoever runs me if that does not help.',
  'store-damaged': 'The record of this case was changed from outside, so I don’t go on with it. Tell whoever runs me.',
  'data-folder-unusable': 'I can’t use my data folder. Tell whoever runs me.',
  'slack-denied': 'Slack does not let me do that. Ask whoever runs me to look at my tokens and scopes.',
  'disk-full': 'My disk is full. Nothing is lost; tell whoever runs me, and try again when there is room.',
  'case-not-found': 'There is no such case here. “/refinery cases” lists those of this channel.',
};

export const tellPeople = (kind: ErrorKind): string => IN_SLACK[kind] ?? tell(kind);
