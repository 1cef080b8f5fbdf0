import { act } from './human.js';

/**
 * Sends what was typed: as a command when it begins with a slash, else as a message, with the files beside it.
 *
 * @param {string} text
 * @param {readonly string[]} files their ids
 * @param {{ as: string, channel: string, threadTs: string | undefined }} where
 * @param {Pick<import('../../slack/human-side.ts').World, 'commands'>} world
 * @returns {Promise<{ error?: string }>} in Slack's words
 */
export async function sendText(text, files, where, { commands }) {
  if (!text.startsWith('/')) {
    await act('say', { ...where, text, ...(files.length > 0 && { files: files.map((id) => ({ id })) }) });
    return {};
  }
  if (files.length > 0) return { error: 'A command takes no files. Send them with a message that mentions the app.' };
  const [command = ''] = text.split(/\s/, 1);
  const known = commands.map((each) => each.command);
  if (!known.includes(command)) return { error: `${command} is not a command here. There is ${known.join(', ')}.` };
  return act('command', { ...where, command, text: text.slice(command.length).trim() });
}
