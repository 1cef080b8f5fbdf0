import type { Json } from '../../langsmith/json.ts';
import type { Files } from '../files.ts';
import { isList, isObject, wrong } from './rule.ts';

/**
 * What is wrong with the files that blocks show: each must be there, be whole, have been looked at by Slack, and be an image.
 * https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object; the words, and that a file is refused
 * for a moment after its upload, by https://github.com/slackapi/python-slack-sdk/issues/1797 and issues/1521
 */
export function checkFiles(blocks: Json, files: Pick<Files, 'canBeShown'>, at = '/blocks'): readonly string[] {
  if (isList(blocks)) return blocks.flatMap((each, index) => checkFiles(each, files, `${at}/${index}`));
  if (!isObject(blocks)) return [];
  return Object.entries(blocks).flatMap(([name, value]) => {
    if (name !== 'slack_file' || !isObject(value)) return checkFiles(value, files, `${at}/${name}`);
    return files.canBeShown(idIn(value.id, value.url)) ? [] : [wrong('invalid slack file', `${at}/slack_file`)];
  });
}

/** The last part of an address of a file is its id here. */
function idIn(id: Json | undefined, url: Json | undefined): string {
  return typeof id === 'string' ? id : String(url).slice(String(url).lastIndexOf('/') + 1);
}
