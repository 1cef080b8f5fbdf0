import type { PromptHolder } from './template.ts';

/** What a program takes off before it renders: settings between two lines of dashes. */
const FRONT_MATTER = /^---\n(?:(?!---).*\n){0,200}---\n/;

/** A file that is a prompt itself, with settings in front of it or not. */
export const texts: PromptHolder = {
  name: 'texts',
  find({ text }) {
    const [front] = FRONT_MATTER.exec(text) ?? [];
    const whole = { place: '', text };
    if (!front) return { held: [whole] };
    const body = text.slice(front.length);
    return {
      held: [whole, { place: 'body', text: body }],
      pieces: new Map([
        ['settings', front],
        ['body', body],
      ]),
    };
  },
};
