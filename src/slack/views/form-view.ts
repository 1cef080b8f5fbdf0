import { type PostForOne, postForOne } from '../controls/reply.ts';
import { buttons, paragraph, richText } from '../texts/rich-text.ts';
import { runWay } from '../ways/run-way.ts';

const WORDS = 'That takes a form, which Slack opens after a press.';

/** To a message that wants a form: messages open none, but what runs the same command may. */
export function formView(text: string): PostForOne {
  const pressable = buttons(runWay.draw({ text: `/refinery ${text}` }));
  return postForOne(WORDS, [richText(paragraph(WORDS)), ...(pressable ? [pressable] : [])]);
}
