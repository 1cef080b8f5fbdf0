/** One limit that was passed, or none: the place, what is there, what may be. */
export function lengthProblem(where: string, text: string, most: number): readonly string[] {
  if (text.length === 0) return [`${where} is empty`];
  return text.length > most ? [`${where} has ${text.length} characters, more than ${most}`] : [];
}

export function manyProblem(where: string, items: readonly unknown[], most: number): readonly string[] {
  if (items.length === 0) return [`${where} has nothing in it`];
  return items.length > most ? [`${where} has ${items.length}, more than ${most}`] : [];
}

export function repeatedProblem(where: string, ids: readonly string[]): readonly string[] {
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  return repeated === undefined ? [] : [`${where} ${repeated} is there twice`];
}
