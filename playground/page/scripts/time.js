/** Times of messages. A Slack `ts` is Unix seconds with six digits behind the point, as a string. */

const CLOCK = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });
const WHOLE = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
const DAY_MS = 24 * 60 * 60 * 1000;

/** @param {string} ts */
export function millisecondsOf(ts) {
  const seconds = Number.parseFloat(ts);
  return Number.isFinite(seconds) ? seconds * 1000 : 0;
}

/** @param {string} ts */
export function clockTime(ts) {
  return CLOCK.format(millisecondsOf(ts));
}

/** @param {string} ts */
export function wholeTime(ts) {
  return WHOLE.format(millisecondsOf(ts));
}

/** @param {string} ts */
export function dayOf(ts) {
  const day = startOfDay(millisecondsOf(ts));
  const today = startOfDay(Date.now());
  if (day === today) return 'Today';
  if (today - day <= DAY_MS * 1.1 && today > day) return 'Yesterday';
  return DAY.format(day);
}

/** @param {string} ts */
export function timeAgo(ts) {
  const minutes = Math.round((millisecondsOf(ts) - Date.now()) / 60_000);
  if (minutes > -1) return 'just now';
  if (minutes > -60) return RELATIVE.format(minutes, 'minute');
  if (minutes > -60 * 24) return RELATIVE.format(Math.round(minutes / 60), 'hour');
  return RELATIVE.format(Math.round(minutes / 60 / 24), 'day');
}

/**
 * The format of `<!date^…>`: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * @param {number} seconds
 * @param {string} format
 */
export function formatDate(seconds, format) {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return undefined;
  /** @param {Intl.DateTimeFormatOptions} options */
  const as = (options) => new Intl.DateTimeFormat('en', options).format(at);
  const long = () => as({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
  /** @type {Readonly<Record<string, () => string>>} */
  const parts = {
    date_num: () => at.toISOString().slice(0, 10),
    date: () => as({ month: 'long', day: 'numeric', year: 'numeric' }),
    date_short: () => as({ month: 'short', day: 'numeric', year: 'numeric' }),
    date_long: long,
    date_pretty: () => relativeDay(seconds) ?? as({ month: 'long', day: 'numeric', year: 'numeric' }),
    date_short_pretty: () => relativeDay(seconds) ?? as({ month: 'short', day: 'numeric', year: 'numeric' }),
    date_long_pretty: () => relativeDay(seconds) ?? long(),
    day_divider_pretty: () => relativeDay(seconds) ?? as({ weekday: 'long', month: 'long', day: 'numeric' }),
    time: () => CLOCK.format(at),
    time_secs: () => as({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: () => timeAgo(String(seconds)),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => parts[name]?.() ?? whole);
}

/** @param {number} seconds */
function relativeDay(seconds) {
  const day = dayOf(String(seconds));
  return day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : undefined;
}

/** @param {number} milliseconds */
function startOfDay(milliseconds) {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}
