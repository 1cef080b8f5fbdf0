import { LogLevel } from '@slack/web-api';

/** For Slack's libraries: what they have to say reaches us as errors, and one log is enough. */
export const silentLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};
