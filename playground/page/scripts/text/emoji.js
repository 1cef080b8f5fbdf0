/** The few emoji that apps use most, by Slack's names. Others stay as they were typed. */
const EMOJI = new Map(
  Object.entries({
    '+1': '👍',
    '-1': '👎',
    thumbsup: '👍',
    thumbsdown: '👎',
    white_check_mark: '✅',
    heavy_check_mark: '✔️',
    x: '❌',
    warning: '⚠️',
    no_entry: '⛔',
    rotating_light: '🚨',
    mag: '🔍',
    bulb: '💡',
    tada: '🎉',
    eyes: '👀',
    wave: '👋',
    thread: '🧵',
    memo: '📝',
    wrench: '🔧',
    hammer_and_wrench: '🛠️',
    lock: '🔒',
    rocket: '🚀',
    hourglass_flowing_sand: '⏳',
    hourglass: '⌛',
    stopwatch: '⏱️',
    bar_chart: '📊',
    chart_with_upwards_trend: '📈',
    arrow_right: '➡️',
    leftwards_arrow_with_hook: '↩️',
    speech_balloon: '💬',
    robot_face: '🤖',
    test_tube: '🧪',
    page_facing_up: '📄',
    file_folder: '📁',
    link: '🔗',
    bug: '🐛',
    sparkles: '✨',
    star: '⭐',
    fire: '🔥',
    red_circle: '🔴',
    large_yellow_circle: '🟡',
    large_green_circle: '🟢',
    large_blue_circle: '🔵',
    white_circle: '⚪',
    question: '❓',
    exclamation: '❗',
    information_source: 'ℹ️',
    pray: '🙏',
    raised_hands: '🙌',
    clap: '👏',
    heart: '❤️',
    smile: '😄',
    slightly_smiling_face: '🙂',
    thinking_face: '🤔',
    octagonal_sign: '🛑',
  }),
);

/** @param {string} name without colons */
export function emoji(name) {
  return EMOJI.get(name);
}

/** @param {string} text */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => EMOJI.get(name) ?? whole);
}
