import { writeFile } from 'node:fs/promises';
import { RefineryError } from '../domain/errors.ts';
import type { Picture } from '../domain/picture.ts';
import { textOf, type VerbCall } from './verb.ts';

/** The file that `--picture` names. @throws RefineryError wrong-usage, also where it would be drawn over for each of several traces */
export function pictureFileIn(call: VerbCall): string | undefined {
  if (call.options.picture === undefined) return undefined;
  if (call.args.length > 1) throw new RefineryError('wrong-usage', '--picture is for one trace at a time');
  return textOf(call, 'picture');
}

/** @throws RefineryError picture-unavailable */
export async function drawInto(path: string, picture: Picture, { house }: VerbCall['tools']): Promise<void> {
  await writeFile(path, await house.pictures.draw(picture));
}
