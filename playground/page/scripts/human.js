/** What a person does, told to the emulator: one path of `/human/` a function. */

/**
 * @param {string} name
 * @param {Readonly<Record<string, string | undefined>>} given
 * @returns {Promise<any>}
 */
export async function ask(name, given) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(given)) if (value !== undefined) query.set(key, value);
  return answerOf(fetch(`/human/${name}?${query}`));
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, unknown>>} given
 * @returns {Promise<any>}
 */
export async function act(name, given) {
  const headers = { 'content-type': 'application/json' };
  return answerOf(fetch(`/human/${name}`, { method: 'POST', headers, body: JSON.stringify(given) }));
}

/**
 * @param {string} as
 * @param {File} file
 * @returns {Promise<string>} its id
 */
export async function upload(as, file) {
  const headers = { 'content-type': 'application/octet-stream' };
  const query = new URLSearchParams({ as, name: file.name });
  const { id } = await answerOf(fetch(`/human/upload?${query}`, { method: 'POST', headers, body: file }));
  return id;
}

export const NOBODY_ANSWERS = 'The playground does not answer. Is `npm start` still running?';

/** @param {Promise<Response>} asked */
async function answerOf(asked) {
  const response = await asked.catch(() => {
    throw new Error(NOBODY_ANSWERS);
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The playground answered with status ${response.status}.`);
  return body;
}

/** @param {unknown} error */
export function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
